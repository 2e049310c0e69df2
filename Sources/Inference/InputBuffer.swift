/// The elements that a request is run on, kept from run to run.
final class InputBuffer {
  private var memory = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)

  /// So many elements with what an earlier run left in them, or zeros; valid until they are asked for again.
  func elements(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
    if memory.count < count {
      memory.deallocate()
      memory = .allocate(capacity: count)
      memory.initialize(repeating: 0)
    }
    return UnsafeMutableBufferPointer(rebasing: memory[..<count])
  }

  deinit { memory.deallocate() }
}
