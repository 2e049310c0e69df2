public import ImageModeration
import Inference
import PornDetection

/// The first-party detectors as a value.
public enum StandardDetectors {
  /// The scenes that this version can look at.
  public static let scenes: [Scene] = [.porn]

  /// Loads the detectors of some scenes.
  ///
  /// - Parameters:
  ///   - scenes: The scenes wanted; all that there are by default.
  ///   - modelsDirectory: A folder that `./run setup --into DIR` filled; nil looks in the environment variable
  ///     `IMAGE_MODERATION_MODELS` and then in this checkout's own folder.
  ///   - concurrency: How many images will be looked at at a time; as many as the `Moderator` works on.
  /// - Throws: `HostFailure`: a scene that this version does not have, a missing or altered model, no runtime.
  public static func load(
    scenes: [Scene] = Self.scenes, modelsDirectory: String? = nil,
    concurrency: Int = Moderator.Capacity.standard.concurrentImages
  ) throws(HostFailure) -> DetectorSet {
    for scene in scenes where !Self.scenes.contains(scene) {
      throw HostFailure(
        .invalidComposition,
        message: "this version has no detector for the scene \(scene); it has \(Self.scenes.map(\.rawValue))")
    }
    guard scenes.contains(.porn) else { return DetectorSet() }
    let store = try ModelStore(directory: modelsDirectory)
    let runtime = try InferenceRuntime(store)
    return DetectorSet(
      detectors: [try OpenNSFWDetector(store: store, runtime: runtime, concurrency: concurrency)])
  }
}
