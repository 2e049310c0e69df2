extension Moderator {
  /// How much runs and waits at a time.
  public struct Capacity: Hashable, Sendable {
    /// From when on an image's time counts.
    public enum DeadlineStart: Hashable, Sendable {
      /// From its admission, the time in the queue included: a server, whose client waits. An image that is not begun
      /// in time is refused with `HostFailure.Code.deadlinePassed`.
      case admission
      /// From the beginning of work: a batch, of which every image is to be judged however long the queue is.
      case work
    }

    /// How many images are worked on at a time, each on a thread of its own; never more than there are processors.
    public var concurrentImages: Int
    /// How many further images may wait; one more is refused at once with `HostFailure.Code.queueFull`.
    public var waitingImages: Int
    /// How many bytes of image files may wait; more are refused at once with `HostFailure.Code.queueFull`. An image
    /// that is given as a file's path holds none before it is read.
    public var waitingBytes: Int
    /// How much memory decoding may take for all images that are worked on, in bytes, as estimated from their headers.
    /// An image waits for its share, and is refused with `HostFailure.Code.decodeMemoryBusy` when its time is up
    /// before. One that alone would take more is refused as `decodeMemoryExceeded`.
    public var decodeMemoryBytes: Int
    /// From when on an image's time counts.
    public var deadlineStart: DeadlineStart
    /// How many processors there are to keep busy: more images at a time would only be late together.
    public var processorCount: Int
    /// How many answers are kept, the ones that were asked for last, so that equal bytes under the same rules get theirs
    /// again without being looked at: 0, none, unless said otherwise. At most 16 MiB, about 3 kB each.
    ///
    /// Answers with a gap that another moment might not have, as over a deadline or a failure, are not kept, nor are
    /// refusals. Rules that change are other rules. Right where detectors answer equal pixels alike, as they should.
    public var rememberedAnswers: Int

    /// Two images at a time where there are two processors, 64 waiting with 256 MiB, 2 GiB for decoding.
    public static let standard = Capacity(concurrentImages: 2, waitingImages: 64)

    /// What the files in the queue hold at most, unless said otherwise: eight of the largest that IMS takes.
    public static let standardWaitingBytes = 256 << 20

    /// Makes a capacity; at least one image runs.
    public init(
      concurrentImages: Int, waitingImages: Int, waitingBytes: Int = standardWaitingBytes,
      decodeMemoryBytes: Int = Limits.decodeMemoryBudget, deadlineStart: DeadlineStart = .admission,
      processorCount: Int = ProcessorCount.available, rememberedAnswers: Int = 0
    ) {
      self.concurrentImages = max(1, concurrentImages)
      self.waitingImages = max(0, waitingImages)
      self.waitingBytes = max(0, waitingBytes)
      self.decodeMemoryBytes = max(0, decodeMemoryBytes)
      self.deadlineStart = deadlineStart
      self.processorCount = max(1, processorCount)
      self.rememberedAnswers = max(0, rememberedAnswers)
    }

    /// How many images are really worked on at a time.
    public var threadCount: Int { min(concurrentImages, processorCount) }
  }
}
