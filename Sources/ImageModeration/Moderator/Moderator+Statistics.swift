import WorkerDecoding
public import WorkerProcesses

extension Moderator {
  /// What a moderator does now, and what has become of its workers: for an operator's gauges.
  public struct Statistics: Hashable, Sendable {
    /// Images that are worked on.
    public let runningImages: Int
    /// Images in the queue.
    public let waitingImages: Int
    /// What the files in the queue hold, in bytes.
    public let waitingBytes: Int
    /// Threads that still work on an image that was answered for at its deadline.
    public let givenUpThreads: Int
    /// What decoding holds now, in bytes, as estimated from the images' headers.
    public let decodeMemoryBytes: Int
    /// Images that wait for memory to be decoded in.
    public let imagesWaitingForMemory: Int
    /// Answers that are kept for equal bytes.
    public let rememberedAnswers: Int
    /// How often a kept answer was given again since the start.
    public let rememberedHits: Int
    /// The decode workers; nil where images are decoded in this process.
    public let workers: WorkerStatistics?
    /// The rule sets that may change; nil for a moderator that was made with one rule set.
    public let policies: LiveRules.Statistics?
    /// What policies on trial made of images, by the live policy's name.
    public let shadows: [String: ShadowCounts]
  }

  /// What is done now. Cheap; from any thread.
  public var statistics: Statistics {
    let (load, memory, answers) = (engine.threads.load, engine.memory.load, engine.answers.statistics)
    return Statistics(
      runningImages: load.running, waitingImages: load.waiting, waitingBytes: load.waitingBytes,
      givenUpThreads: load.givenUpThreads, decodeMemoryBytes: memory.heldBytes, imagesWaitingForMemory: memory.waiting,
      rememberedAnswers: answers.count, rememberedHits: answers.hits,
      workers: (engine.decoder as? WorkerDecoder)?.statistics, policies: changesRules ? live.statistics : nil,
      shadows: shadows.counts)
  }
}
