import ModerationPluginKit

/// Flags blue pictures.
struct Blue: Detector {
  static let label = Label(rawValue: "Blue")
  let descriptor = DetectorDescriptor(
    id: "blue.swift/1", scene: Scene(rawValue: "blue"), covers: [], doesNotCover: [],
    bands: [label: ScoreBands(reviewFrom: 0.4, as: label, blockAbove: 0.6, as: label)])
  let inputWish = InputWish(fit: .longestSide(64))

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) -> [Finding] {
    var (blue, all) = (0.0, 0.0)
    for y in 0..<frame.size.height {
      for place in 0..<(frame.size.width * 3) {
        let value = Double(pixels.unsafeLoad(fromByteOffset: y * frame.strideBytes + place, as: UInt8.self))
        if place % 3 == 2 { blue += value }
        all += value
      }
    }
    return [Finding(label: Self.label, score: all > 0 ? blue / all : 0)]
  }
}

@c(moderation_plugin_entry)
public func entry(_ host: UInt32) -> UnsafeRawPointer? { exportPlugin(host) { [PluginDetector(Blue())] } }
