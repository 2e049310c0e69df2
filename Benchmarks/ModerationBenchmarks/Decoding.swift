import Benchmark
import ImageDecoding
import ImageModeration

/// Decoding for what is wished, against decoding the same file in full.
func registerDecoding() {
  for fixture in Fixture.stills + Fixture.photographs + [.twelveMegapixels] {
    registerDecoding(of: fixture, to: "open_nsfw") { try Loaded.openNSFW().inputWish }
  }
  registerDecoding(of: .twelveMegapixels, to: "longest side 640") { InputWish(fit: .longestSide(640)) }
}

private func registerDecoding(of fixture: Fixture, to label: String, wish: @escaping () throws -> InputWish) {
  measure("decode \(fixture.label) for \(label)", in: .microseconds) {
    let bytes = try fixture.bytes()
    let decoder = try InProcessDecoder()
    let wanted = try DecodeRequest.firstFrame(of: bytes, wishes: [wish()])
    let full = try DecodeRequest.firstFrame(of: bytes, wishes: [])
    func decode(_ request: DecodeRequest) throws {
      try decoder.decode(bytes.span.bytes, request) { pixels, frame in
        blackHole(pixels.byteCount)
        return false
      }
    }
    return Comparison {
      try decode(wanted)
    } peer: {
      try decode(full)
    }
  }
}

extension DecodeRequest {
  /// Asks for the first frame of a picture.
  static func firstFrame(of bytes: [UInt8], wishes: [InputWish]) throws -> DecodeRequest {
    DecodeRequest(format: try bytes.format(), frameIndices: [0], wishes: wishes, size: Limits.ims20201229.size)
  }
}
