import PixelConversion
import InProcessDecoding
import Benchmark
import ImageDecoding
import ImageModeration
import Inference
import PornDetection
import StandardDetectors

/// The detector alone, and whole images on one thread against the detector alone.
func registerModeration() {
  measure("inspect 224x224 with open_nsfw", in: .microseconds) {
    let detector = try Loaded.openNSFW()
    let input = try Loaded.openNSFWInput.get()
    return Comparison { blackHole(try detector.inspect(input.pixels.span.bytes, of: input.frame)) }
  }
  let images = [Fixture.stills[0], Fixture("JPEG 1600x1200", "photos-large/chelsea-1600x1200.jpg"), .twelveMegapixels]
  for fixture in images {
    measure("moderate \(fixture.label)", in: .microseconds) {
      let source = ImageSource.bytes(try fixture.bytes(), .fetched)
      let moderator = try Loaded.moderator.get()
      let detector = try Loaded.openNSFW()
      let input = try Loaded.openNSFWInput.get()
      return Comparison {
        let result = try await moderator.moderate(source)
        guard case .verdict = result.outcome else { throw BenchmarkFailure("\(fixture.path): \(result)") }
      } peer: {
        blackHole(try detector.inspect(input.pixels.span.bytes, of: input.frame))
      }
    }
  }
}

/// What takes long to load, loaded at most once per process and only by the benchmarks that need it.
enum Loaded {
  /// The first-party detectors.
  static let detectors = Result { try StandardDetectors.load(isolation: .inProcess, concurrency: 1) }

  /// A moderator that works on one image at a time.
  static let moderator = Result {
    try Moderator(
      detectors: try detectors.get(), isolation: .inProcess,
      capacity: .init(concurrentImages: 1, waitingImages: 1))
  }

  /// The pixels of a photograph as open_nsfw wants them.
  static let openNSFWInput = Result {
    let (pixels, frame) = try Fixture("", "photos-faces/astronaut.png").pixels()
    return try PixelConverter().convert(pixels.span.bytes, of: frame, to: openNSFW().inputWish) { converted, frame in
      (pixels: converted.withUnsafeBytes { Array($0) }, frame: frame)
    }
  }

  private static let openNSFWDetector = Result {
    let store = try ModelStore()
    return try OpenNSFWDetector(store: store, runtime: try InferenceRuntime(store), concurrency: 1)
  }

  /// open_nsfw by itself, which the porn scene asks in doubt.
  static func openNSFW() throws -> OpenNSFWDetector { try openNSFWDetector.get() }
}
