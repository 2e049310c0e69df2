import CModerationABI

/// Memory for one C value and everything that it points to; freed with the arena.
final class ABIArena {
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit { for block in blocks { block.deallocate() } }

  func text(_ text: String) -> moderation_text {
    let copy = Array(text.utf8)
    guard !copy.isEmpty else { return moderation_text(bytes: nil, count: 0) }
    let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: copy.count)
    blocks.append(UnsafeMutableRawPointer(bytes))
    for (index, byte) in copy.enumerated() { bytes[index] = CChar(bitPattern: byte) }
    return moderation_text(bytes: bytes, count: copy.count)
  }

  /// The elements one behind the other; nil for none, as the interface has it.
  func array<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafePointer<Element>? {
    guard !elements.isEmpty else { return nil }
    let copy = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
    blocks.append(UnsafeMutableRawPointer(copy))
    copy.initialize(from: elements, count: elements.count)
    return UnsafePointer(copy)
  }
}

extension moderation_text {
  /// The text as Swift has it; what is no UTF-8 becomes replacement characters.
  var string: String {
    String(decoding: UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count), as: UTF8.self)
  }
}
