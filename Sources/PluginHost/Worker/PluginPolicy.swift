public import WorkerProcesses

/// How strangers' libraries are run in workers.
public struct PluginPolicy: Sendable {
  /// Memory, starts and backoff of the workers.
  public var worker: WorkerPolicy
  /// The longest that one inspection may take where the image leaves it that long.
  public var inspectionTimeout: Duration
  /// So many failures (crashes, hangs, floods, broken rules of the interface or the protocol) within `quarantineWindow`
  /// put the detector into quarantine: it is not asked any more until `quarantineTime` is over.
  public var failuresBeforeQuarantine: Int
  /// See `failuresBeforeQuarantine`.
  public var quarantineWindow: Duration
  /// See `failuresBeforeQuarantine`.
  public var quarantineTime: Duration
  /// Folders and files that the library may read beside the folder that its path names and the system's libraries: its
  /// models.
  public var readablePaths: [String]

  /// Two workers of 1 GiB, 5 seconds an inspection, quarantine for ten minutes after 5 failures in one.
  public static let standard = PluginPolicy()

  /// Makes a policy; see the properties.
  public init(
    worker: WorkerPolicy = WorkerPolicy(maximumWorkerCount: 2, maximumMemoryBytes: 1 << 30),
    inspectionTimeout: Duration = .seconds(5), failuresBeforeQuarantine: Int = 5,
    quarantineWindow: Duration = .seconds(60), quarantineTime: Duration = .seconds(600), readablePaths: [String] = []
  ) {
    self.worker = worker
    self.inspectionTimeout = inspectionTimeout
    self.failuresBeforeQuarantine = failuresBeforeQuarantine
    self.quarantineWindow = quarantineWindow
    self.quarantineTime = quarantineTime
    self.readablePaths = readablePaths
  }
}
