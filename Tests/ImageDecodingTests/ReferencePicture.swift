import Digests
import Foundation
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

/// What an independent decoder sees in a fixture: Fixtures/bitmaps/pictures.json, written by
/// Scripts/reference/bitmaps.py.
struct ReferencePicture: Decodable, Sendable, CustomTestStringConvertible {
  let file: String
  let width: Int
  let height: Int
  let alpha: Bool
  /// Of the RGB8 pixels; nil where rounding is free.
  let sha256: String?
  /// Means of 16 × 8 blocks.
  let means: Data?
  /// How far a mean may be away, in levels.
  let tolerance: Int?

  var testDescription: String { file }

  /// All pictures whose file has one of these endings; empty when the list cannot be read, which a test notices.
  static func all(_ ending: String) -> [ReferencePicture] {
    let pictures = try? Fixture.json("bitmaps/pictures.json", as: [ReferencePicture].self)
    return (pictures ?? []).filter { $0.file.hasSuffix(ending) }
  }

  /// Expects a decoded picture to be this one.
  func expect(_ decoded: InProcessDecoderTests.Decoded) throws {
    let frame = try #require(decoded.frames.first)
    #expect(frame.size == PixelSize(width: width, height: height))
    #expect(frame.originalSize == frame.size)
    #expect(frame.hasAlpha == alpha)
    #expect(frame.strideBytes == width * 3)
    let pixels = decoded.pixels[0]
    try #require(pixels.count == width * height * 3)
    if let sha256 {
      let digest = SHA256Digest(of: pixels.span.bytes)
      #expect(digest?.hexadecimal == sha256)
    }
    if let means {
      let differences = zip(blockMeans(pixels), means).map { abs($0 - Int($1)) }
      #expect(differences.count == 384)
      #expect((differences.max() ?? .max) <= (tolerance ?? 0))
    }
  }

  private func blockMeans(_ pixels: [UInt8]) -> [Int] {
    var means: [Int] = []
    for block in 0..<128 {
      let (row, column) = (block / 16, block % 16)
      var sums = [0, 0, 0]
      var count = 0
      for y in (row * height / 8)..<((row + 1) * height / 8) {
        for x in (column * width / 16)..<((column + 1) * width / 16) {
          for channel in 0..<3 { sums[channel] += Int(pixels[(y * width + x) * 3 + channel]) }
          count += 1
        }
      }
      means += sums.map { $0 / max(count, 1) }
    }
    return means
  }
}
