/// Writes the fields of a message, one after another: numbers in 8 bytes, least significant first; text as its length
/// and its UTF-8; an absent value as one byte 0, a present one as 1 and the value.
package struct WireWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package mutating func put(_ byte: UInt8) { bytes.append(byte) }

  package mutating func put(_ flag: Bool) { put(flag ? 1 : 0 as UInt8) }

  package mutating func put(_ number: Int) { put(bits: UInt64(bitPattern: Int64(number))) }

  package mutating func put(_ number: Double) { put(bits: number.bitPattern) }

  private mutating func put(bits: UInt64) {
    withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Writes text, cut to the length that a reader accepts.
  package mutating func put(_ text: String) {
    let utf8 = text.shortened(toUTF8: WireReader.maximumTextBytes).utf8
    put(utf8.count)
    bytes.append(contentsOf: utf8)
  }

  /// Writes text whole. The message may become too long to send, and its sender sees to that.
  package mutating func put(long text: String) {
    put(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  package mutating func put<Value>(_ value: Value?, _ write: (inout WireWriter, Value) -> Void) {
    put(value != nil)
    if let value { write(&self, value) }
  }

  package mutating func put<Element>(list: [Element], _ write: (inout WireWriter, Element) -> Void) {
    put(list.count)
    for element in list { write(&self, element) }
  }
}

extension String {
  /// The longest beginning of whole characters with at most this many bytes of UTF-8.
  package func shortened(toUTF8 maximumBytes: Int) -> String {
    guard utf8.count > maximumBytes else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: maximumBytes)
    while String.Index(end, within: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
