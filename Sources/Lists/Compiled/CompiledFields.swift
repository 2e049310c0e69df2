/// Texts and numbers of a compiled file that are few and of any length, in one table: each ended by a zero byte.
package struct CompiledFields {
  /// The most bytes of such a table: 256 MiB. A list may give each of a million entries a label of its own.
  static let maximumByteCount = 256 << 20

  private var rest: ArraySlice<UInt8>

  /// Reads a table.
  package init?(_ table: Table<UInt8>) {
    guard table.count <= Self.maximumByteCount, table.isEmpty || table[table.count - 1] == 0 else { return nil }
    rest = table.withBuffer { Array($0)[...] }
  }

  /// The table of some texts, none of which holds a zero byte.
  package static func table(_ fields: [String]) -> [UInt8] { fields.flatMap { Array($0.utf8) + [0] } }

  /// The next text; nil behind the last.
  package mutating func text() -> String? {
    guard let end = rest.firstIndex(of: 0) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  /// The next text as a number of 0 and more; nil when it is none.
  package mutating func count() -> Int? { text().flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
}
