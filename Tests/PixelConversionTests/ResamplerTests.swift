@testable import PixelConversion
import Digests
import Foundation
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

@Suite("Resampler", .timeLimit(.minutes(20)))
struct ResamplerTests {
  struct Vectors: Decodable {
    struct Input: Decodable {
      let name: String
      let width: Int
      let height: Int
      let file: String
    }
    struct Case: Decodable {
      let input: String
      let filter: String
      let width: Int
      let height: Int
      let sha256: String
    }
    struct Cover: Decodable {
      let input: String
      let filter: String
      let side: Int
      let crop: Int
      let sha256: String
    }
    let inputs: [Input]
    let cases: [Case]
    let covers: [Cover]
  }

  @Test("equals Pillow to the last bit, up and down, along one axis and both")
  func vectors() throws {
    let vectors: Vectors = try Fixture.json("resampling/vectors.json")
    var inputs: [String: (PixelSize, [UInt8])] = [:]
    for input in vectors.inputs {
      inputs[input.name] = (
        PixelSize(width: input.width, height: input.height), try Fixture.bytes("resampling/\(input.file)")
      )
    }
    #expect(vectors.cases.count > 100)
    for example in vectors.cases {
      let (size, pixels) = try #require(inputs[example.input])
      let output = Resampler.resample(
        pixels.span.bytes, size: size, strideBytes: size.width * 3,
        to: PixelSize(width: example.width, height: example.height),
        filter: example.filter == "bicubic" ? .bicubic : .bilinear)
      let digest = SHA256Digest(of: output.span.bytes)?.hexadecimal
      #expect(
        digest == example.sha256,
        "\(example.input) \(example.filter) to \(example.width)x\(example.height)")
    }
  }

  @Test("a cover is torchvision's Resize and CenterCrop to the last bit, and wishes nothing that is not shown")
  func covers() throws {
    let vectors: Vectors = try Fixture.json("resampling/vectors.json")
    #expect(vectors.covers.count > 50)
    for example in vectors.covers {
      let input = try #require(vectors.inputs.first { $0.name == example.input })
      let size = PixelSize(width: input.width, height: input.height)
      let crop = PixelSize(width: example.crop, height: example.crop)
      let wish = InputWish(
        fit: .cover(PixelSize(width: example.side, height: example.side)),
        filter: example.filter == "bicubic" ? .bicubic : .bilinear, centreCrop: crop)
      #expect(wish.isValid)
      let frame = DecodedFrame(index: 0, size: size, strideBytes: size.width * 3, originalSize: size, hasAlpha: false)
      let pixels = try Fixture.bytes("resampling/\(input.file)")
      let (digest, region) = try PixelConverter().convert(pixels.span.bytes, of: frame, to: wish) { converted, frame in
        #expect(frame.size == crop)
        return (SHA256Digest(of: converted)?.hexadecimal, frame.originalRegion)
      }
      #expect(digest == example.sha256, "\(example.input) \(example.filter) \(example.side) \(example.crop)")
      #expect(region.x >= 0 && region.x + region.width <= Double(size.width) + 1e-9)
      #expect(region.y >= 0 && region.y + region.height <= Double(size.height) + 1e-9)
    }
  }

  @Test("a picture of any shape covers any size, and a very long one costs no more than what is shown of it")
  func coversOfAnyShape() throws {
    for (width, height) in [(1, 1), (40_000, 1), (1, 40_000), (3, 7), (640, 480)] {
      for (wanted, tall) in [(8, 8), (16, 4), (4, 16)] {
        let wish = InputWish(fit: .cover(PixelSize(width: wanted, height: tall)))
        let original = PixelSize(width: width, height: height)
        let resampled = wish.resampledSize(of: original)
        #expect(resampled.width >= wanted && resampled.height >= tall)
        #expect(resampled.width == wanted || resampled.height == tall)
        let pixels = [UInt8](repeating: 9, count: width * height * 3)
        let frame = DecodedFrame(
          index: 0, size: original, strideBytes: width * 3, originalSize: original, hasAlpha: false)
        let given = try PixelConverter().convert(pixels.span.bytes, of: frame, to: wish) { converted, frame in
          (frame.size, converted.withUnsafeBytes { $0.allSatisfy { $0 == 9 } })
        }
        #expect(given.0 == PixelSize(width: wanted, height: tall))
        #expect(given.1)
      }
    }
    #expect(!InputWish(fit: .cover(PixelSize(width: 8, height: 0))).isValid)
    let tooLarge = PixelSize(width: 9, height: 8)
    #expect(!InputWish(fit: .cover(PixelSize(width: 8, height: 8)), centreCrop: tooLarge).isValid)
  }

  @Test("padding between rows is not looked at")
  func paddedRows() {
    let size = PixelSize(width: 5, height: 4)
    let target = PixelSize(width: 3, height: 7)
    let tight = (0..<(5 * 4 * 3)).map { UInt8($0 * 4) }
    var padded: [UInt8] = []
    for row in 0..<4 { padded += tight[(row * 15)..<(row * 15 + 15)] + [255, 0, 255] }
    let fromPadded = Resampler.resample(
      padded.span.bytes, size: size, strideBytes: 18, to: target, filter: .bicubic)
    let fromTight = Resampler.resample(tight.span.bytes, size: size, strideBytes: 15, to: target, filter: .bicubic)
    #expect(fromPadded == fromTight)
  }
}
