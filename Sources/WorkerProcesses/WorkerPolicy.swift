/// How decode workers are run: how many, with how much memory and time, and when one is replaced.
public struct WorkerPolicy: Hashable, Sendable {
  /// The most workers at a time; nil for one per processor core. They start as they are needed, so that there are
  /// never more than images are decoded at a time.
  public var maximumWorkerCount: Int?
  /// The most private memory that one worker may have, in bytes.
  public var maximumMemoryBytes: Int
  /// The address space that a worker may have beyond `maximumMemoryBytes`, for libraries, reserved heaps and thread
  /// stacks: addresses that cost no memory, in bytes.
  public var addressSpaceReserveBytes: Int
  /// The most threads of one worker. They cost the machine numbers that all processes share. A decode worker needs a
  /// handful, a plugin's neural runtime one per processor core and a few.
  public var maximumThreadCount: Int
  /// The processor time of a worker's whole life, in seconds; nil for 600 and 60 more for each processor core. The
  /// kernel ends a worker that has used it up, whatever has become of the host. One that has used half of it is
  /// replaced between two images, so that no image comes to harm by it.
  public var maximumProcessorSeconds: Int?
  /// How long a worker may take from its start until it is ready.
  public var startTimeout: Duration
  /// How long one image may take when its request names no deadline.
  public var standardImageTimeout: Duration
  /// Whether a worker that has seen a damaged file is replaced, in case its memory is damaged too.
  public var replacesAfterFailedFile: Bool
  /// After this many images a worker is replaced; nil for never.
  public var maximumImagesPerWorker: Int?
  /// After this many deaths or failed starts in a row, without an image decoded between them, further starts wait.
  public var failuresBeforeBackoff: Int
  /// The first wait before a start; each further failure doubles it.
  public var firstBackoff: Duration
  /// The longest wait before a start.
  public var longestBackoff: Duration
  /// Whether a worker is used on a kernel that cannot bound it fully (see `SandboxReport`). False makes that a
  /// `HostFailure.Code.workerUnavailable`.
  public var allowsWeakerSandbox: Bool

  /// Sensible for a server: 2 GiB a worker, 15 seconds an image.
  ///
  /// The dearest legal pictures took 810 MB (a progressive JPEG of 9999×9999, measured 2026-11-21).
  public static let standard = WorkerPolicy()

  /// Makes a policy; see the properties.
  public init(
    maximumWorkerCount: Int? = nil, maximumMemoryBytes: Int = 2 << 30, addressSpaceReserveBytes: Int = 4 << 30,
    maximumThreadCount: Int = 256, maximumProcessorSeconds: Int? = nil, startTimeout: Duration = .seconds(20),
    standardImageTimeout: Duration = .seconds(15),
    replacesAfterFailedFile: Bool = false, maximumImagesPerWorker: Int? = nil, failuresBeforeBackoff: Int = 5,
    firstBackoff: Duration = .milliseconds(100), longestBackoff: Duration = .seconds(5),
    allowsWeakerSandbox: Bool = true
  ) {
    self.maximumWorkerCount = maximumWorkerCount
    self.maximumMemoryBytes = maximumMemoryBytes
    self.addressSpaceReserveBytes = addressSpaceReserveBytes
    self.maximumThreadCount = maximumThreadCount
    self.maximumProcessorSeconds = maximumProcessorSeconds
    self.startTimeout = startTimeout
    self.standardImageTimeout = standardImageTimeout
    self.replacesAfterFailedFile = replacesAfterFailedFile
    self.maximumImagesPerWorker = maximumImagesPerWorker
    self.failuresBeforeBackoff = failuresBeforeBackoff
    self.firstBackoff = firstBackoff
    self.longestBackoff = longestBackoff
    self.allowsWeakerSandbox = allowsWeakerSandbox
  }
}
