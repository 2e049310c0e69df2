import CWorkerChannel

/// The allocator of this process.
public enum ProcessHeap {
  /// Has the allocator give back what is not used. For the beginning of a program, whose choice it is, not a library's.
  ///
  /// Left alone it makes up to eight heaps a processor, and once a picture was freed it takes the next ones from heaps
  /// that hold on to what is freed. With this, pictures and the tensors of networks go back to the system.
  public static func keepLittle() { moderation_heap_keep_little() }
}
