import Benchmark
import ImageDecoding
import ImageFormats
import ImageModeration

/// Sniffing and reading a header, against libvips opening the same file to read the same facts.
func registerHeaderProbes() {
  for fixture in Fixture.stills + Fixture.sequences {
    measure("probe \(fixture.label)", in: .nanoseconds) {
      let bytes = try fixture.bytes()
      let request = DecodeRequest(format: try bytes.format(), frameIndices: [0], wishes: [], size: .nothing)
      let decoder = try InProcessDecoder()
      return .repeated(200) {
        let format = try bytes.format()
        blackHole(try ImageHeader(of: bytes.span.bytes, as: format))
      } peer: {
        do throws(DecodingFailure) {
          try decoder.decode(bytes.span.bytes, request) { _, _ in false }
        } catch {
          guard case .rejected(let rejection) = error, rejection.code == .pixelBudgetExceeded else { throw error }
        }
      }
    }
  }
}

extension SizeLimits {
  /// Limits that every picture breaks: a decoder stops when it has read the header.
  fileprivate static let nothing = SizeLimits(
    minimumSidePixels: 0, maximumSidePixels: nil, aspectRatioBelow: .infinity, maximumFramePixels: 0)
}
