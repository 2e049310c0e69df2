/// Which byte of a number comes first.
enum ByteOrder {
  case big
  case little
}

/// Reads numbers from untrusted bytes. Every function is total: outside the span it returns nil, whatever the offset.
///
/// Numbers come as `Int`, so that a 32-bit number from a file can be added to an offset without overflow. A 64-bit
/// number from a file may be anything up to `Int.max` and is compared with the length before it is added to.
extension RawSpan {
  /// The byte at an offset.
  func uint8(at offset: Int) -> Int? {
    guard offset >= 0, offset < byteCount else { return nil }
    return Int(unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self))
  }

  /// The 16-bit number at an offset.
  func uint16(at offset: Int, _ order: ByteOrder) -> Int? {
    guard offset >= 0, offset <= byteCount - 2 else { return nil }
    let value = unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
    return Int(order == .big ? UInt16(bigEndian: value) : UInt16(littleEndian: value))
  }

  /// The 24-bit number at an offset, least significant byte first.
  func uint24LittleEndian(at offset: Int) -> Int? {
    guard let low = uint16(at: offset, .little), let high = uint8(at: offset + 2) else { return nil }
    return high << 16 | low
  }

  /// The 32-bit number at an offset.
  func uint32(at offset: Int, _ order: ByteOrder) -> Int? {
    guard offset >= 0, offset <= byteCount - 4 else { return nil }
    let value = unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
    return Int(order == .big ? UInt32(bigEndian: value) : UInt32(littleEndian: value))
  }

  /// The 64-bit number at an offset; nil also when it does not fit an `Int`.
  func uint64(at offset: Int, _ order: ByteOrder) -> Int? {
    guard offset >= 0, offset <= byteCount - 8 else { return nil }
    let value = unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    return Int(exactly: order == .big ? UInt64(bigEndian: value) : UInt64(littleEndian: value))
  }

  /// The four-character code at an offset.
  func fourCC(at offset: Int) -> FourCC? {
    guard let code = uint32(at: offset, .big) else { return nil }
    return FourCC(code: UInt32(truncatingIfNeeded: code))
  }

  /// Whether the bytes at an offset are those of a text of at least two ASCII characters.
  func has(_ text: StaticString, at offset: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard offset >= 0, offset <= byteCount - count else { return false }
    for index in 0..<count
    where unsafeLoadUnaligned(fromByteOffset: offset + index, as: UInt8.self) != text.utf8Start[index] {
      return false
    }
    return true
  }
}
