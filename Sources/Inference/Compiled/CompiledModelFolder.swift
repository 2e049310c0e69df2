import Glibc

/// A folder in which compiled models are kept, so that the next process opens them in place of compiling them again.
///
/// Opening one takes a third of the time of reading and compiling an ONNX file, and its weights are mapped, not copied.
/// What lies there is code and numbers that the runtime believes, so the folder is used only where nobody else can put
/// anything into it: it is the user's own with mode 0700, and every folder above it belongs to the user or to root and is
/// writable to nobody else, or sticky as /tmp is. Each file carries the SHA-256 of its content; what it was made of is
/// its name: the model's SHA-256, the runtime's build, the processor's make and instructions, and how it is run. A file
/// that is missing, foreign or damaged is made again; a folder that cannot be used is done without, and is reported
/// once. Files are written beside their place and renamed, so several processes may share a folder, and the pages of
/// what they map. To delete a file is safe.
public struct CompiledModelFolder: Sendable {
  /// The most bytes that the folder holds unless told otherwise: 512 MiB, some four sets of all models. What was used
  /// longest ago is deleted first.
  public static let maximumByteCount = 512 << 20

  /// The folder's path.
  public let path: String

  let maximumByteCount: Int
  let report: @Sendable (String) -> Void

  /// Names a folder; it is made when the runtime is opened.
  ///
  /// - Parameters:
  ///   - path: Its path.
  ///   - maximumByteCount: The most bytes that it holds.
  ///   - report: Told, in one sentence for a log, why the folder or a file in it was not used.
  public init(
    _ path: String, maximumByteCount: Int = CompiledModelFolder.maximumByteCount,
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.path = path
    self.maximumByteCount = maximumByteCount
    self.report = report
  }

  /// The folder of the person who runs the program: `swift-image-moderation/models` in `XDG_CACHE_HOME` or `~/.cache`;
  /// nil without a home.
  public static func standard(report: @escaping @Sendable (String) -> Void = { _ in }) -> CompiledModelFolder? {
    func variable(_ name: String) -> String? {
      // The specification has programs disregard a relative path.
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    guard let cache = variable("XDG_CACHE_HOME") ?? variable("HOME").map({ $0 + "/.cache" }) else { return nil }
    return CompiledModelFolder(cache + "/swift-image-moderation/models", report: report)
  }
}
