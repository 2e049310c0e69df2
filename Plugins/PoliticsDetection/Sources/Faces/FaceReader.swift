public import ImageModeration
public import Inference
import Matching

/// Reads the faces of picture files, through the whole pipeline: for those who fill or search a gallery.
///
/// Not `Sendable`, because one picture is read at a time.
public final class FaceReader {
  /// The faces of one picture file.
  public struct Picture: Sendable {
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    public let sha256: String
    /// The faces of its first frame, largest first.
    public let faces: [FaceReading]
  }

  private let observer: FaceObserver
  private let moderator: Moderator

  /// Composes a reader.
  ///
  /// - Parameters:
  ///   - isolation: Where hostile bytes are decoded.
  ///   - limits: What a picture may be.
  /// - Throws: `HostFailure` when a model, the runtime or the decode worker is missing.
  public init(
    store: ModelStore, runtime: InferenceRuntime, isolation: Isolation, limits: Limits = .ims20201229
  ) throws(HostFailure) {
    observer = FaceObserver(try FaceModels(store: store, runtime: runtime, concurrency: 1))
    // One waits although one is read at a time: a thread takes a moment from its answer to being free.
    moderator = try Moderator(
      detectors: DetectorSet(detectors: [observer]), isolation: isolation, limits: limits,
      policy: Policy(sampling: FrameSampling(interval: 1, maximumFrames: 1)),
      capacity: .init(concurrentImages: 1, waitingImages: 1))
  }

  /// Reads the faces of a picture; none where there is no face.
  ///
  /// - Throws: `HostFailure` when the file cannot be read, or `pictureNotRead` when it was refused or could not be looked at.
  public func read(_ source: ImageSource) async throws(HostFailure) -> Picture {
    _ = observer.takeReadings()
    let result = try await moderator.moderate(source)
    func failure(_ reason: String) -> HostFailure { HostFailure(.pictureNotRead, message: reason) }
    switch result.outcome {
    case .rejected(let rejection): throw failure("\(rejection.code): \(rejection.message)")
    case .verdict(let verdict):
      for scene in verdict.scenes where scene.status != .evaluated {
        guard case .failed(let reason) = scene.status else { throw failure("the time was up before it was looked at") }
        throw failure(reason.message)
      }
    }
    guard let sha256 = result.image.sha256 else { throw failure("its SHA-256 cannot be computed here") }
    return Picture(sha256: sha256, faces: observer.takeReadings())
  }
}

extension HostFailure.Code {
  /// A picture was refused or could not be looked at, so its faces are not known.
  public static let pictureNotRead = HostFailure.Code(rawValue: "pictureNotRead")
}
