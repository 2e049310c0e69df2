@testable import PixelConversion
import Foundation
import ImageDecoding
import ImageFormats
import ImageModeration
import Inference
import PictureFeatures
import TestFixtures
import Testing

@testable import TerrorDetection

/// Decoded and converted fixtures, and networks to show them to.
enum Pictures {
  static func backbone(isShared: Bool = false) throws -> EfficientNetLite2 {
    let store = try ModelStore()
    return try EfficientNetLite2(
      store: store, runtime: try InferenceRuntime(store), concurrency: 1, isShared: isShared)
  }

  static func detector(thoroughly: Bool = false) throws -> TerrorDetector {
    try TerrorDetector(backbone: try backbone(), store: try ModelStore(), thoroughly: thoroughly)
  }

  static func frame(
    side: Int = 260, strideBytes: Int = 780, order: InputWish.ChannelOrder = .rgb
  ) -> FrameDescription {
    FrameDescription(
      size: PixelSize(width: side, height: side), strideBytes: strideBytes, channelOrder: order, frameIndex: 0,
      originalSize: PixelSize(width: side, height: side),
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(side), height: Double(side)))
  }

  /// What a detector finds in tight rows of 260×260 pixels.
  static func findings(_ detector: some Detector, _ pixels: [UInt8]) throws(DetectorFailure) -> [Finding] {
    try detector.inspect(pixels.span.bytes, of: frame())
  }

  /// What a throwing call throws, nil for nothing.
  static func failure(_ body: () throws(HostFailure) -> Void) -> HostFailure? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }

  /// Pixels that show nothing.
  static let noise = (0..<(260 * 780)).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }

  /// The first frame of a picture file, converted by a wish, as tight rows.
  ///
  /// - Parameter fully: Whether the decoder must keep every pixel.
  static func pixels(at path: String, wish: InputWish = TerrorDetector.wish, fully: Bool = false) throws -> [UInt8] {
    let views = try views(at: path, wish: wish, fully: fully)
    return try #require(views.last)
  }

  /// The first frame's parts as a wish has them, the whole last.
  static func views(at path: String, wish: InputWish, fully: Bool = false) throws -> [[UInt8]] {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let sniffed = ImageFormat.sniff(bytes.span.bytes)
    let format = try #require(sniffed)
    var views: [Result<[UInt8], any Error>] = []
    let request = DecodeRequest(
      format: format, frameIndices: [0], wishes: fully ? [] : [wish], size: Limits.ims20201229.size)
    _ = try InProcessDecoder().decode(bytes.span.bytes, request) { pixels, frame in
      guard frame.rendition == .standard else { return true }
      let whole = Tiling.Tile(x: 0, y: 0, size: frame.originalSize)
      let tiles = wish.tiles(of: frame.originalSize).filter { $0 != whole }
      for tile in tiles + [whole] {
        views.append(
          Result {
            try PixelConverter().convert(pixels, of: frame, showing: tile, to: wish) { converted, description in
              // Wishes of this plugin give tight rows, except where nothing had to be resampled.
              let rowBytes = description.size.width * 3
              return converted.withUnsafeBytes { bytes in
                var rows: [UInt8] = []
                for y in 0..<description.size.height {
                  rows += bytes[(y * description.strideBytes)..<(y * description.strideBytes + rowBytes)]
                }
                return rows
              }
            }
          })
      }
      return true
    }
    return try views.map { try $0.get() }
  }
}
