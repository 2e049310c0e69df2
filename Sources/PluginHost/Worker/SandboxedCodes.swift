public import ModerationCore
public import WorkerProcesses

/// This package's reader of QR codes and barcodes, run in workers.
///
/// What reads codes is foreign code whose work on a picture has no bound of its own (ZXing-C++: 147,852 finder patterns
/// take 38 s). In a worker it has one: the image's deadline and some seconds of processor time; what takes longer costs
/// its own answer, which is a gap, and one worker. There is no quarantine, or five such pictures would blind all
/// others.
public struct SandboxedCodes: Sendable {
  private let worker: PluginWorker

  /// Starts a worker, and later further ones as they are needed.
  ///
  /// - Parameters:
  ///   - id: The detector that asks: `text.barcodes/5` or `text.small-codes/3`.
  ///   - library: The library that reads codes, as set-up builds it.
  ///   - worker: The path of this release's `moderation-worker`.
  ///   - policy: How workers are run: how many, with how much memory, within which walls.
  /// - Throws: `HostFailure.Code.pluginUnusable` with the worker's own words.
  public init(
    for id: String, library: String, worker executable: String, policy: WorkerPolicy
  ) throws(HostFailure) {
    let policy = PluginPolicy(
      worker: policy, inspectionTimeout: .seconds(86_400), failuresBeforeQuarantine: .max)
    let launcher = PluginLauncher(
      executable: executable, library: library, folder: nil, sha256: nil, policy: policy, readsCodes: true)
    worker = try PluginWorker(id: id, configuration: "", launcher: launcher) { _ in }
    guard worker.descriptions.contains(where: { $0.descriptor.id == id }) else {
      throw HostFailure(.pluginUnusable, message: "the worker \(executable) has no reader of codes \(id)")
    }
  }

  /// Has a worker answer what a detector asks about a frame: bytes that this module does not look into.
  public func read(_ question: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    try worker.ask(question, deadline: frame.deadline) { remaining in
      .inspect(frame, byteCount: question.byteCount, remainingNanoseconds: remaining)
    }
  }
}
