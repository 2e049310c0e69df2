import ImageModeration
import PoliticsDetection
import StandardDetectors
import Synchronization

/// Finds faces with the models of the politics scene, in pixels that a decode worker made.
///
/// Models and workers are shared with moderation where they are the same, and opened when a face is first asked for
/// unless `open` was called before. Used from any thread.
final class FaceEngine: FaceFinding {
  private struct Opened {
    let faces: FaceReader
    let images: ImageReader
  }

  private let models: StandardModels
  private let isolation: Isolation
  private let capacity: Moderator.Capacity
  private let opened = Mutex<Opened?>(nil)

  init(models: StandardModels, isolation: Isolation, capacity: Moderator.Capacity) {
    self.models = models
    self.isolation = isolation
    self.capacity = capacity
  }

  /// Loads the models and starts what decodes.
  func open() throws(HostFailure) { _ = try parts() }

  /// The lock is held while loading, so that a second caller waits in place of loading the same.
  private func parts() throws(HostFailure) -> Opened {
    try opened.withLock { opened throws(HostFailure) in
      if let opened { return opened }
      let made = Opened(
        faces: try models.faceReader(),
        images: try ImageReader(isolation: isolation, limits: .iai20200303, capacity: capacity))
      opened = made
      return made
    }
  }

  func faces(
    in bytes: [UInt8], from origin: ImageOrigin, _ selection: FaceSelection, until deadline: ContinuousClock.Instant
  ) async throws(ServiceFailure) -> FaceSightings {
    try Limits.checkIAI(bytes, from: origin)
    let parts: Opened
    do throws(HostFailure) { parts = try self.parts() } catch { throw ServiceFailure(error) }
    let late = ServiceFailure(.deadlinePassed, "the time was up before the faces were found")
    return try await TimeBound.run(until: deadline, late: late) { () async throws(ServiceFailure) in
      do throws(ImageReader.Failure) {
        let reading = try await parts.images.read(.bytes(bytes, origin), as: FaceReader.wish, sampling: .firstFrame) {
          pixels, frame throws(DetectorFailure) in
          var frame = frame
          frame.deadline = min(frame.deadline ?? deadline, deadline)
          return try parts.faces.sightings(in: pixels, of: frame, selection)
        }
        guard let sightings = reading.frames.first else {
          throw ImageReader.Failure.host(HostFailure(.decoderFailed, message: "the decoder showed no frame"))
        }
        return sightings
      } catch {
        throw Self.failure(error)
      }
    }
  }

  private static func failure(_ failure: ImageReader.Failure) -> ServiceFailure {
    switch failure {
    case .rejected(let rejection): ServiceFailure(.rejected(rejection), rejection.publicMessage)
    case .host(let failure): ServiceFailure(failure)
    case .detector(let failure) where failure.code == .deadline:
      ServiceFailure(.deadlinePassed, "the time was up before the faces were found")
    case .detector: ServiceFailure(.notJudged, "the faces could not be looked at; try again")
    }
  }
}
