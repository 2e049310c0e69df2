import CModerationABI
import ModerationCore

/// What a plugin told breaks the interface's rules.
struct BrokenRule: Error {
  let message: String

  init(_ message: String) { self.message = message }
}

/// Reads what a plugin points to, within bounds. A plugin's memory is read once and copied.
struct ABIReader {
  /// The most bytes of text that one description or inspection may bring.
  static let maximumTextBytes = 1 << 20

  private var remainingTextBytes = Self.maximumTextBytes

  init() {}

  /// A text; refused when it is not UTF-8 or brings more than is left.
  ///
  /// Swift has a `size_t` as `Int`: a count from 2^63 on, `SIZE_MAX` say, is negative here.
  mutating func text(_ text: moderation_text, _ name: String) throws(BrokenRule) -> String {
    guard text.count >= 0 else { throw BrokenRule("\(name) has \(UInt(bitPattern: text.count)) bytes") }
    guard text.count > 0 else { return "" }
    guard let bytes = text.bytes else { throw BrokenRule("\(name) has a length and no bytes") }
    guard text.count <= remainingTextBytes else {
      throw BrokenRule("\(name) brings the text to more than \(Self.maximumTextBytes) bytes")
    }
    remainingTextBytes -= text.count
    let buffer = UnsafeRawBufferPointer(start: bytes, count: text.count)
    guard let string = String(validating: buffer, as: UTF8.self) else { throw BrokenRule("\(name) is not UTF-8") }
    return string
  }

  /// A text, nil where it is empty.
  mutating func optionalText(_ text: moderation_text, _ name: String) throws(BrokenRule) -> String? {
    let string = try self.text(text, name)
    return string.isEmpty ? nil : string
  }

  /// The elements of a C array.
  func array<Element: BitwiseCopyable>(
    _ start: UnsafePointer<Element>?, _ count: Int, atMost maximum: Int, _ name: String
  ) throws(BrokenRule) -> UnsafeBufferPointer<Element> {
    guard count >= 0, count <= maximum else {
      throw BrokenRule("\(name) has \(UInt(bitPattern: count)) elements, at most \(maximum) may be")
    }
    guard count == 0 || start != nil else { throw BrokenRule("\(name) has a count and no elements") }
    return UnsafeBufferPointer(start: start, count: count)
  }
}
