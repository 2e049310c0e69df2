/// What decoding an image takes: memory to admit it by, CPU time to compare it by. An estimate from its header alone.
public struct DecodeCost: Hashable, Sendable {
  /// The most memory that decoding holds at a time, in bytes, pixels handed over included.
  public let memoryBytes: Int
  /// CPU time on the machine of the measurement, one core of a shared server; for comparison, not for deadlines.
  public let cpu: Duration

  /// Makes a cost.
  public init(memoryBytes: Int, cpu: Duration) {
    self.memoryBytes = memoryBytes
    self.cpu = cpu
  }
}
