public import ModerationCore
public import WorkerProcesses

/// A stranger's library, run in workers that can touch nothing but what they are given.
///
/// A worker reads the folder that the library's path names, the system's libraries and what the policy names, and
/// nothing else; it cannot write, connect or start anything, and its memory, threads and time are bounded. A library
/// that crashes, hangs or lies costs its own answer for one image and one worker.
public struct SandboxedLibrary: Sendable {
  /// What the library says of its detectors.
  public let descriptions: [PluginDescription]
  /// What bounds the workers on this machine.
  public let sandbox: SandboxReport
  private let launcher: PluginLauncher

  /// Has a worker open a library and describe its detectors.
  ///
  /// - Parameters:
  ///   - path: The library. The worker reads the folder that the path names, so that a library finds its models beside
  ///     itself; of a name without a folder it reads that file alone, and not all of the current folder.
  ///   - sha256: Its digest; nil to take it as it is.
  ///   - worker: The path of this release's `moderation-worker`.
  ///   - policy: How workers are run.
  /// - Throws: `HostFailure.Code.pluginUnusable` with the worker's or the library's own words.
  public init(
    path: String, sha256: String? = nil, worker executable: String, policy: PluginPolicy = .standard
  ) throws(HostFailure) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    launcher = PluginLauncher(
      executable: executable, library: path, folder: folder.isEmpty ? nil : folder, sha256: sha256, policy: policy)
    let (process, hello) = try launcher.start(until: .now + policy.worker.startTimeout)
    _ = process.end(afterKilling: true)
    descriptions = hello.descriptions
    sandbox = hello.sandbox
  }

  /// Makes a detector of pixels in a worker of its own, and further ones as they are needed.
  public func detector(
    _ id: String, configuration: String = "", log: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(HostFailure) -> any Detector {
    let description = try description(of: id)
    guard let wish = description.inputWish else { throw unusable("\(id) judges text, not pixels") }
    return SandboxedDetector(
      descriptor: description.descriptor, inputWish: wish, worker: try worker(id, configuration, log))
  }

  /// Makes a detector of text. As `detector`.
  public func textDetector(
    _ id: String, configuration: String = "", log: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(HostFailure) -> any TextDetector {
    let description = try description(of: id)
    guard description.inputWish == nil else { throw unusable("\(id) inspects pixels, not text") }
    return SandboxedTextDetector(descriptor: description.descriptor, worker: try worker(id, configuration, log))
  }

  private func worker(
    _ id: String, _ configuration: String, _ log: @escaping @Sendable (String) -> Void
  ) throws(HostFailure) -> PluginWorker {
    try PluginWorker(id: id, configuration: configuration, launcher: launcher, log: log)
  }

  private func description(of id: String) throws(HostFailure) -> PluginDescription {
    guard let found = descriptions.first(where: { $0.descriptor.id == id }) else {
      throw unusable("it has no detector \(id); it has \(descriptions.map(\.descriptor.id))")
    }
    return found
  }

  private func unusable(_ message: String) -> HostFailure {
    HostFailure(.pluginUnusable, message: "the plugin \(launcher.library): \(message)")
  }
}

/// A detector of pixels behind a worker.
struct SandboxedDetector: Detector {
  let descriptor: DetectorDescriptor
  let inputWish: InputWish
  let worker: PluginWorker

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    try worker.ask(pixels, deadline: frame.deadline) { remaining in
      .inspect(frame, byteCount: pixels.byteCount, remainingNanoseconds: remaining)
    }
  }
}

/// A detector of text behind a worker.
struct SandboxedTextDetector: TextDetector {
  let descriptor: DetectorDescriptor
  let worker: PluginWorker

  func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    var writer = WireWriter()
    writer.put(list: lines) { $1.write(to: &$0) }
    let bytes = writer.bytes
    return try worker.ask(bytes.span.bytes, deadline: text.deadline) { remaining in
      .judge(byteCount: bytes.count, remainingNanoseconds: remaining)
    }
  }
}
