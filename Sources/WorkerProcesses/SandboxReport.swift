/// What bounds a decode worker on this machine, as the worker itself found out when it started.
public struct SandboxReport: Hashable, Sendable {
  /// The kernel's version of Landlock, which closes the file system; nil where the kernel has none.
  public let landlockVersion: Int?
  /// Whether a seccomp filter leaves the worker only the system calls that decoding takes.
  public let filtersSystemCalls: Bool
  /// The most private memory that the worker may have, in bytes.
  public let maximumMemoryBytes: Int
  /// The most threads that the kernel lets the worker have; nil where nothing but the user's own limit bounds them:
  /// where the worker can neither become a user of its own nor have a user namespace, as in a container that is not
  /// root's.
  public let maximumThreadCount: Int?

  /// Makes a report.
  public init(
    landlockVersion: Int?, filtersSystemCalls: Bool, maximumMemoryBytes: Int, maximumThreadCount: Int? = nil
  ) {
    self.landlockVersion = landlockVersion
    self.filtersSystemCalls = filtersSystemCalls
    self.maximumMemoryBytes = maximumMemoryBytes
    self.maximumThreadCount = maximumThreadCount
  }

  /// The mode, by the name that logs use.
  public var mode: Mode {
    switch (landlockVersion, filtersSystemCalls) {
    case (.some, true): .full
    case (nil, true): .withoutLandlock
    case (.some, false): .withoutSystemCallFilter
    case (nil, false): .limitsOnly
    }
  }

  /// How much of the sandbox holds.
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// Files are closed by Landlock, system calls by seccomp.
    case full
    /// No Landlock: seccomp lets no file be opened at all, so SVG, which needs fonts, is not decoded.
    case withoutLandlock
    /// No seccomp: files are closed, but not every socket, and other processes can be started.
    case withoutSystemCallFilter
    /// Neither: a taken-over worker may do what its user may. Only memory and time are bounded.
    case limitsOnly
  }

  /// One sentence on what does not hold on this machine; nil when all holds.
  public var weakness: String? {
    switch mode {
    case .full: nil
    case .withoutLandlock:
      "decode workers run without Landlock, which this kernel lacks: they cannot open files and decode no SVG"
    case .withoutSystemCallFilter:
      "decode workers run without seccomp, which this kernel lacks: a taken-over worker may start processes"
    case .limitsOnly:
      "decode workers run without Landlock and seccomp, which this kernel lacks: only memory and time are bounded"
    }
  }
}
