import ImageModeration
import InProcessDecoding
import Inference
import PoliticsDetection
import StandardDetectors

/// Loads the models of each scene for `moderate doctor` and has them look at a picture: a runtime that loads a model on
/// a CPU it cannot use fails only then.
struct DoctorScenes {
  let modelsDirectory: String?

  /// Longer than for a stranger's picture: what is slow here is no attack, and it works.
  private static let deadline = Duration.seconds(120)

  /// Adds the scene's line.
  func examine(_ scene: Scene, _ report: inout DoctorReport) async {
    do throws(HostFailure) {
      report.add(
        .ok, scene.rawValue, scene == .politics ? try faces() : try await look(try load(scene), scene))
    } catch {
      report.add(.missing, scene.rawValue, error.message)
    }
  }

  private func load(_ scene: Scene) throws(HostFailure) -> DetectorSet {
    try StandardDetectors.load(
      scenes: [scene], modelsDirectory: modelsDirectory, isolation: .worker(executable: DecodeWorker.path),
      concurrency: 1)
  }

  /// Politics has detectors only for what --gallery and --fingerprints name, so its networks are tried by themselves.
  private func faces() throws(HostFailure) -> String {
    let store = try ModelStore(directory: modelsDirectory)
    let models = try FaceModels(store: store, runtime: try InferenceRuntime(store), concurrency: 1)
    do throws(DetectorFailure) {
      try models.tryOut()
    } catch {
      throw HostFailure(
        .runtimeUnavailable, message: "the face models load and fail when they are run: \(error.message)")
    }
    return "the face models; looks for what --gallery and --fingerprints name"
  }

  /// Shows the picture to the detectors and names them. It is our own, so it is decoded here: what the worker lacks
  /// has a line of its own.
  private func look(_ set: DetectorSet, _ scene: Scene) async throws(HostFailure) -> String {
    var limits = Limits.ims20201229
    limits.deadline = Self.deadline
    guard let picture = DoctorPicture.file() else {
      throw HostFailure(.invalidComposition, message: "the picture to try the models with cannot be drawn")
    }
    let moderator = try Moderator(
      detectors: set, isolation: .inProcess, limits: limits, capacity: .init(concurrentImages: 1, waitingImages: 1))
    let result = try await moderator.moderate(.bytes(picture, .local))
    if let problem = Self.problem(of: result) {
      throw HostFailure(.runtimeUnavailable, message: "loads and fails at a picture: \(problem)")
    }
    let read = result.text.map(\.text)
    if !set.textRecognizers.isEmpty, read != [DoctorPicture.word] {
      throw HostFailure(
        .runtimeUnavailable,
        message: "reads \(read) where \(DoctorPicture.word) is written: the models calculate wrongly")
    }
    let ids = set.descriptors.map(\.id) + set.textRecognizers.map(\.id)
    return ids.sorted().joined(separator: ", ")
  }

  /// Why the picture was not looked at by all; nil when it was.
  private static func problem(of result: ModerationResult) -> String? {
    switch result.outcome {
    case .rejected(let rejection): return rejection.message
    case .verdict(let verdict):
      for scene in verdict.scenes where scene.status.isGap {
        switch scene.status {
        case .failed(let failure): return failure.message
        case .notEvaluated(let reason, _): return reason
        case .evaluated, .notNeeded: continue
        }
      }
      return nil
    }
  }
}
