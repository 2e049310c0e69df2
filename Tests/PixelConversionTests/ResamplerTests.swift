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
    let inputs: [Input]
    let cases: [Case]
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
