import Glibc

/// A file's name as the system has it: bytes, which need not be UTF-8 and may hold control characters.
package struct FileName: Hashable, Comparable, Sendable {
  /// The bytes, without a terminating zero.
  package let bytes: [UInt8]

  /// Makes a name of its bytes.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The name that `text` stands for: every `\xHH` of two upper-case hexadecimal digits is that byte.
  package init(text: String) {
    var bytes: [UInt8] = []
    let given = Array(text.utf8)
    var index = 0
    while index < given.count {
      if let byte = Self.escape(in: given, at: index) {
        bytes.append(byte)
        index += 4
      } else {
        bytes.append(given[index])
        index += 1
      }
    }
    self.bytes = bytes
  }

  /// The name as a string that names the same file; nil when the bytes are not UTF-8.
  package var exact: String? { String(validating: bytes, as: UTF8.self) }

  /// The name for answers: no two names share one, and `init(text:)` leads back.
  ///
  /// A byte that is not UTF-8 stands as `\xHH`. A backslash that would read as the beginning of such an escape stands
  /// as `\x5C`, so that a file called `\xFF` is `\x5CxFF`. Every other name stands as it is.
  package var text: String {
    if let exact, !hasEscape { return exact }
    var text = ""
    var index = 0
    while index < bytes.count {
      if Self.escape(in: bytes, at: index) != nil {
        text += Self.escaped(bytes[index])
        index += 1
        continue
      }
      var parser = Unicode.UTF8.ForwardParser()
      var iterator = bytes[index...].makeIterator()
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        text.unicodeScalars.append(Unicode.UTF8.decode(encoded))
        index += encoded.count
      case .error(let length):
        text += bytes[index..<index + length].map(Self.escaped).joined()
        index += length
      case .emptyInput:
        return text
      }
    }
    return text
  }

  /// Why a name that leads to no file does not, where there is more to say than the system does; else the reason given.
  package func reason(_ reason: String) -> String {
    guard ["http://", "https://"].contains(where: { bytes.starts(with: $0.utf8) }) else { return reason }
    return "\(reason); URLs need the service, or another program that fetches them, as in: curl -s URL | moderate -"
  }

  /// Lends the name to a system call.
  package func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result { bytes.withPath(body) }

  /// A file inside this folder.
  package func appending(_ name: [UInt8]) -> FileName {
    let slash = UInt8(ascii: "/")
    return FileName(bytes + (bytes.last == slash ? [] : [slash]) + name)
  }

  /// By bytes, so that the order depends on no language setting.
  package static func < (left: FileName, right: FileName) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  private var hasEscape: Bool { bytes.indices.contains { Self.escape(in: bytes, at: $0) != nil } }

  /// The byte that an escape stands for which begins here; nil where none does.
  private static func escape(in bytes: [UInt8], at index: Int) -> UInt8? {
    guard bytes[index] == UInt8(ascii: "\\"), index + 3 < bytes.count, bytes[index + 1] == UInt8(ascii: "x"),
      let high = digit(bytes[index + 2]), let low = digit(bytes[index + 3])
    else { return nil }
    return high << 4 | low
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private static func escaped(_ byte: UInt8) -> String {
    "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
