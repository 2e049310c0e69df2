@testable import PixelConversion
import Foundation
import ImageDecoding
import ImageFormats
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import PoliticsDetection

/// A picture in memory, red first, rows without padding, and what tests do to it.
struct FacePicture: Sendable {
  var width: Int
  var height: Int
  var bytes: [UInt8]

  /// The models, loaded once for all tests.
  static let models = Result { () throws -> FaceModels in
    let store = try ModelStore()
    return try FaceModels(store: store, runtime: try InferenceRuntime(store), concurrency: 2)
  }

  /// One colour.
  init(width: Int, height: Int, grey: UInt8 = 0) {
    (self.width, self.height) = (width, height)
    bytes = [UInt8](repeating: grey, count: width * height * 3)
  }

  /// A picture file as the pipeline gives it to detectors.
  init(file: URL, as wish: InputWish = FaceModels.wish) throws {
    let data = [UInt8](try Data(contentsOf: file))
    let sniffed = ImageFormat.sniff(data.span.bytes)
    var decoded: Result<FacePicture, any Error> = .failure(CocoaError(.fileReadUnknown))
    _ = try InProcessDecoder().decode(
      data.span.bytes,
      DecodeRequest(
        format: try #require(sniffed), frameIndices: [0], wishes: [wish], size: Limits.tiia20190529.size)
    ) { pixels, frame in
      guard frame.rendition == .standard else { return true }
      decoded = Result { try Self.converted(pixels, of: frame, to: wish) }
      return true
    }
    self = try decoded.get()
  }

  /// A committed picture.
  init(fixture: String) throws { try self.init(file: URL(filePath: Fixture.path(fixture))) }

  private static func converted(_ pixels: RawSpan, of frame: DecodedFrame, to wish: InputWish) throws -> FacePicture {
    try PixelConverter().convert(pixels, of: frame, to: wish) { converted, description in
      var picture = FacePicture(width: description.size.width, height: description.size.height)
      let rowBytes = picture.width * 3
      picture.bytes = converted.withUnsafeBytes { source in
        (0..<picture.height).flatMap {
          source[($0 * description.strideBytes)..<($0 * description.strideBytes + rowBytes)]
        }
      }
      return picture
    }
  }

  var size: PixelSize { PixelSize(width: width, height: height) }

  func description(strideBytes: Int? = nil, deadline: ContinuousClock.Instant? = nil) -> FrameDescription {
    FrameDescription(
      size: size, strideBytes: strideBytes ?? width * 3, channelOrder: .rgb, frameIndex: 0, originalSize: size,
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(width), height: Double(height)), deadline: deadline)
  }

  func lend<Value>(_ use: (PixelView) throws(DetectorFailure) -> Value) throws -> Value {
    try PixelView.lend(bytes.span.bytes, of: description(), to: use)
  }

  // MARK: What is done to it

  func cut(left: Int, top: Int, width: Int, height: Int) -> FacePicture {
    mapped(width: width, height: height) { x, y in (x + left, y + top) }
  }

  func mirrored() -> FacePicture { mapped(width: width, height: height) { x, y in (width - 1 - x, y) } }

  func repeated(columns: Int, rows: Int) -> FacePicture {
    mapped(width: width * columns, height: height * rows) { x, y in (x % width, y % height) }
  }

  /// Three fifths as bright.
  func dimmed() -> FacePicture {
    var picture = self
    picture.bytes = bytes.map { UInt8(Int($0) * 3 / 5) }
    return picture
  }

  /// Half as wide and high.
  func halved() -> FacePicture {
    var picture = FacePicture(width: width / 2, height: height / 2)
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        for channel in 0..<3 {
          let from = (2 * y * width + 2 * x) * 3 + channel
          let sum =
            Int(bytes[from]) + Int(bytes[from + 3]) + Int(bytes[from + width * 3]) + Int(bytes[from + width * 3 + 3])
          picture.bytes[(y * picture.width + x) * 3 + channel] = UInt8((sum + 2) / 4)
        }
      }
    }
    return picture
  }

  /// Turned clockwise about the middle, on a square that holds every corner; halved where that is more than a detector
  /// is shown.
  func tilted(byDegrees degrees: Double) -> FacePicture {
    let side = Int(Double(width * width + height * height).squareRoot().rounded(.up))
    guard side <= 1600 else { return halved().tilted(byDegrees: degrees) }
    var square = FacePicture(width: side, height: side)
    let (left, top) = ((side - width) / 2, (side - height) / 2)
    for row in 0..<height {
      let to = ((top + row) * side + left) * 3
      square.bytes.replaceSubrange(to..<(to + width * 3), with: bytes[(row * width * 3)..<((row + 1) * width * 3)])
    }
    return square.turned(byDegrees: degrees)
  }

  /// Turned about its middle, black where nothing is.
  func turned(byDegrees degrees: Double) -> FacePicture {
    let (cosine, sine) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
    let (middleX, middleY) = (Double(width - 1) / 2, Double(height - 1) / 2)
    var picture = FacePicture(width: width, height: height)
    picture.bytes.withUnsafeMutableBufferPointer { target in
      bytes.withUnsafeBufferPointer { source in
        for y in 0..<height {
          for x in 0..<width {
            let (dx, dy) = (Double(x) - middleX, Double(y) - middleY)
            let (fromX, fromY) = (cosine * dx + sine * dy + middleX, cosine * dy - sine * dx + middleY)
            guard fromX >= 0, fromY >= 0, fromX < Double(width - 1), fromY < Double(height - 1) else { continue }
            let (column, row) = (Int(fromX), Int(fromY))
            let (right, down) = (fromX - Double(column), fromY - Double(row))
            for channel in 0..<3 {
              let at = (row * width + column) * 3 + channel
              let upper = Double(source[at]) * (1 - right) + Double(source[at + 3]) * right
              let lower = Double(source[at + width * 3]) * (1 - right) + Double(source[at + width * 3 + 3]) * right
              target[(y * width + x) * 3 + channel] = UInt8((upper * (1 - down) + lower * down).rounded())
            }
          }
        }
      }
    }
    return picture
  }

  /// Turned clockwise by whole quarters.
  func turned(byQuarters quarters: Int) -> FacePicture {
    switch quarters {
    case 1: mapped(width: height, height: width) { x, y in (y, height - 1 - x) }
    case 2: mapped(width: width, height: height) { x, y in (width - 1 - x, height - 1 - y) }
    default: mapped(width: height, height: width) { x, y in (width - 1 - y, x) }
    }
  }

  /// Encoded as JPEG and decoded again.
  func throughJPEG(quality: Int) throws -> FacePicture {
    let frame = DecodedFrame(index: 0, size: size, strideBytes: width * 3, originalSize: size, hasAlpha: false)
    return try Self.converted(
      bytes.span.bytes, of: frame,
      to: InputWish(fit: .longestSide(max(width, height)), jpegRoundTripQuality: quality))
  }

  private func mapped(width: Int, height: Int, from source: (Int, Int) -> (x: Int, y: Int)) -> FacePicture {
    var picture = FacePicture(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        let (fromX, fromY) = source(x, y)
        let (to, from) = ((y * width + x) * 3, (fromY * self.width + fromX) * 3)
        for channel in 0..<3 { picture.bytes[to + channel] = bytes[from + channel] }
      }
    }
    return picture
  }
}
