public import ModerationCore
public import WorkerProcesses

/// This package's readers of QR codes and barcodes, run in workers.
///
/// What reads codes is foreign code whose work on a picture has no bound of its own (ZXing-C++: 147,852 finder patterns
/// take 38 s). In a worker it has one: the image's deadline and some seconds of processor time; what takes longer costs
/// its own answer, which is a gap, and one worker. There is no quarantine, or five such pictures would blind all
/// others.
public enum SandboxedCodes {
  /// Makes one detector in a worker of its own, and further workers as they are needed.
  ///
  /// - Parameters:
  ///   - id: `text.barcodes/4` or `text.small-codes/2`.
  ///   - wish: How it wants its pixels.
  ///   - kinds: What `text.barcodes` looks for: `all` or `qr`.
  ///   - library: The library that reads codes, as set-up builds it.
  ///   - worker: The path of this release's `moderation-worker`.
  ///   - policy: How workers are run: how many, with how much memory, within which walls.
  /// - Throws: `HostFailure.Code.pluginUnusable` with the worker's own words.
  public static func detector(
    _ id: String, wish: InputWish, kinds: String = "all", library: String, worker executable: String,
    policy: WorkerPolicy
  ) throws(HostFailure) -> any Detector {
    let policy = PluginPolicy(
      worker: policy, inspectionTimeout: .seconds(86_400), failuresBeforeQuarantine: .max)
    let launcher = PluginLauncher(
      executable: executable, library: library, folder: nil, sha256: nil, policy: policy, readsCodes: true)
    let worker = try PluginWorker(id: id, configuration: kinds, launcher: launcher) { _ in }
    guard let description = worker.descriptions.first(where: { $0.descriptor.id == id }) else {
      throw HostFailure(.pluginUnusable, message: "the worker \(executable) has no reader of codes \(id)")
    }
    return SandboxedDetector(descriptor: description.descriptor, inputWish: wish, worker: worker)
  }
}
