import ModerationCore
import ModerationTesting
import Synchronization

/// A detector that is right but for one fault. Every fault is one that people make.
final class BrokenDetector: Detector {
  /// The faults of a detector's calls, and the checks that must notice each.
  static let faults: [(name: String, noticedBy: Set<DetectorCheck>)] = [
    ("refuses a single pixel", [.shapes]),
    ("breaks down over very long pictures", [.shapes]),
    // What depends on earlier calls differs wherever a call is repeated.
    ("remembers earlier pictures", [.determinism, .concurrency, .padding]),
    ("shares what it changes between threads", [.concurrency]),
    ("takes padding for pixels", [.padding]),
    ("reads padding behind the last row", [.overread]),
    ("writes to the pixels", [.readOnly]),
    ("breaks down over another channel order", [.unexpectedInput]),
    ("breaks down over another size", [.unexpectedInput]),
    ("divides by zero", [.scores]), ("scores in percent", [.scores]), ("scores below zero", [.scores]),
    ("scores candidates in percent", [.scores]),
    ("claims a label without bands", [.labels]), ("claims a sublabel it does not cover", [.subLabels]),
    ("gives boxes of negative width", [.boxes]), ("gives boxes that leave the picture", [.boxes]),
    ("gives boxes in shares of the picture's size, times 1000", [.boxes]),
    ("gives too many findings", [.findingCount]),
  ]

  static let label = Label(rawValue: "Blue")
  let descriptor = DetectorDescriptor(
    id: "broken/1", scene: Scene(rawValue: "test"), covers: [.explicit], doesNotCover: [],
    bands: [label: ScoreBands(reviewFrom: 0.4, as: label, blockAbove: 0.6, as: label)])
  let inputWish: InputWish
  private let fault: String
  private let callCount = Mutex(0)
  private let running = Atomic(0)

  init(_ fault: String, wish: InputWish = InputWish(fit: .longestSide(64))) {
    self.fault = fault
    inputWish = wish
  }

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let size = frame.size
    var finding = Finding(label: Self.label, subLabel: .explicit, score: blueShare(pixels, frame))
    finding.locations = [
      .init(
        frameIndex: frame.frameIndex,
        box: PixelRectangle(x: 0, y: 0, width: Double(size.width), height: Double(size.height)))
    ]
    switch fault {
    case "refuses a single pixel":
      if size == PixelSize(width: 1, height: 1), frame.originalSize == size, blueShare(pixels, frame) < 2 {
        throw DetectorFailure(.unexpectedInput, message: "too small")
      }
    case "breaks down over very long pictures":
      if size.aspectRatio == 16 { throw DetectorFailure(.inferenceFailed, message: "shape mismatch") }
    case "remembers earlier pictures":
      let calls = callCount.withLock { count in
        count += 1
        return count
      }
      finding.score = Double(calls % 7) / 10
    case "shares what it changes between threads": finding.score = scoreWithCollisions(finding.score)
    case "takes padding for pixels": finding.score = Double(pixels.byteCount % 101) / 100
    case "reads padding behind the last row": finding.details["sum"] = Self.lastByte(of: pixels, frame)
    case "writes to the pixels": Self.write(to: pixels)
    case "breaks down over another channel order":
      if frame.channelOrder == .bgr { throw Self.crash }
    case "breaks down over another size":
      if size.longerSide > 64 { throw Self.crash }
    case "divides by zero": finding.score = .nan
    case "scores in percent": finding.score = 70
    case "scores below zero": finding.score = -0.1
    case "scores candidates in percent": finding.candidates = [.init(name: "A", group: "b", score: 55)]
    case "claims a label without bands": finding.label = .terror
    case "claims a sublabel it does not cover": finding.subLabel = .minor
    case "gives boxes of negative width": finding.locations = [Self.place(0, 0, -1, 1)]
    case "gives boxes that leave the picture":
      finding.locations = [Self.place(0, 0, Double(size.width) + 1, Double(size.height))]
    case "gives boxes in shares of the picture's size, times 1000": finding.locations = [Self.place(250, 250, 500, 500)]
    case "gives too many findings": return Array(repeating: finding, count: Finding.maximumPerCall + 1)
    default: break
    }
    return [finding]
  }

  /// What a worker reports when its plugin ended it.
  private static let crash = DetectorFailure(.init(rawValue: "pluginCrashed"), message: "broken/1 broke down: SIGSEGV")

  private func blueShare(_ pixels: RawSpan, _ frame: FrameDescription) -> Double {
    let blue = frame.channelOrder == .rgb ? 2 : 0
    var (sum, all) = (0, 0)
    for y in 0..<frame.size.height {
      for place in 0..<(frame.size.width * 3) {
        let value = Int(pixels.unsafeLoad(fromByteOffset: y * frame.strideBytes + place, as: UInt8.self))
        if place % 3 == blue { sum += value }
        all += value
      }
    }
    return all > 0 ? Double(sum) / Double(all) : 0
  }

  /// Another score when two calls meet; waits for the other a little, so that they do.
  private func scoreWithCollisions(_ score: Double) -> Double {
    running.wrappingAdd(1, ordering: .sequentiallyConsistent)
    defer { running.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
    for _ in 0..<20_000 where running.load(ordering: .sequentiallyConsistent) > 1 { return score / 2 }
    return score
  }

  private static func place(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> Finding.Location {
    .init(frameIndex: 0, box: PixelRectangle(x: x, y: y, width: width, height: height))
  }

  /// Reads the last row as if it had padding, one byte at least.
  private static func lastByte(of pixels: RawSpan, _ frame: FrameDescription) -> String {
    pixels.withUnsafeBytes { bytes in
      let value = bytes.baseAddress?.load(fromByteOffset: bytes.count, as: UInt8.self) ?? 0
      return "\(value)"
    }
  }

  private static func write(to pixels: RawSpan) {
    pixels.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      let first = UnsafeMutableRawPointer(mutating: start).assumingMemoryBound(to: UInt8.self)
      first.pointee ^= 0xFF
    }
  }
}
