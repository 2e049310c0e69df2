/// The bytes are no message of this protocol.
package struct MalformedMessage: Error {
  package init() {}
}

/// Reads the fields of a message from bytes that nobody vouches for. Every function is total: what is not there, too
/// long or of no meaning is an error, and nothing is allocated that the bytes do not hold.
package struct WireReader {
  /// The longest text in a message, in bytes of UTF-8.
  package static let maximumTextBytes = 2_048

  private var rest: ArraySlice<UInt8>

  package init(_ bytes: [UInt8]) { rest = bytes[...] }

  package var isAtEnd: Bool { rest.isEmpty }

  package mutating func byte() throws(MalformedMessage) -> UInt8 {
    guard let byte = rest.popFirst() else { throw MalformedMessage() }
    return byte
  }

  package mutating func flag() throws(MalformedMessage) -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    default: throw MalformedMessage()
    }
  }

  package mutating func number() throws(MalformedMessage) -> Int {
    guard let number = Int(exactly: Int64(bitPattern: try bits())) else { throw MalformedMessage() }
    return number
  }

  /// A number that is a count of something, at most as large as said.
  package mutating func count(atMost maximum: Int) throws(MalformedMessage) -> Int {
    let count = try number()
    guard count >= 0, count <= maximum else { throw MalformedMessage() }
    return count
  }

  package mutating func real() throws(MalformedMessage) -> Double { Double(bitPattern: try bits()) }

  private mutating func bits() throws(MalformedMessage) -> UInt64 {
    var bits: UInt64 = 0
    for byte in try take(8).reversed() { bits = bits << 8 | UInt64(byte) }
    return bits
  }

  package mutating func text() throws(MalformedMessage) -> String { try text(atMost: Self.maximumTextBytes) }

  /// A text that may be as long as the message.
  package mutating func longText() throws(MalformedMessage) -> String { try text(atMost: rest.count) }

  private mutating func text(atMost maximum: Int) throws(MalformedMessage) -> String {
    let count = try count(atMost: maximum)
    guard let text = String(validating: try take(count), as: UTF8.self) else { throw MalformedMessage() }
    return text
  }

  package mutating func optional<Value>(
    _ read: (inout WireReader) throws(MalformedMessage) -> Value
  ) throws(MalformedMessage) -> Value? {
    try flag() ? try read(&self) : nil
  }

  /// A list whose elements take at least one byte each, so that its claimed length cannot exceed the bytes there.
  package mutating func list<Element>(
    _ read: (inout WireReader) throws(MalformedMessage) -> Element
  ) throws(MalformedMessage) -> [Element] {
    let count = try count(atMost: rest.count)
    var list: [Element] = []
    for _ in 0..<count { list.append(try read(&self)) }
    return list
  }

  private mutating func take(_ count: Int) throws(MalformedMessage) -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw MalformedMessage() }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
