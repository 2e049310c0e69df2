/// What normalisation needs to know of each Unicode scalar, unpacked once from the generated literals.
///
/// Foundation's `precomposedStringWithCompatibilityMapping` was tried first (Swift 6.3 on Linux, 2026-11-21): 31 to 57
/// MB/s for the mapping against 140 to 215 here with folding, no way back to the original positions, 62 MB of shared
/// libraries, and it leaves 가 + U+11A8 apart, which the standard composes. These tables are 60 KB of literal.
struct UnicodeTables: Sendable {
  /// What one scalar becomes.
  struct Record: Sendable {
    /// Where its mapping starts in `mapped`.
    var start: Int32
    /// How many scalars it becomes; 0 for one that is dropped.
    var count: UInt8
    /// Whether it may merge with what stands before it, so that no segment can start here.
    var continuesSegment: Bool
  }

  /// The tables, unpacked on first use (a few milliseconds).
  static let shared = UnicodeTables()

  /// Record 0 is that of every scalar which maps to itself and starts a segment.
  private(set) var records = [Record(start: 0, count: 1, continuesSegment: false)]
  private(set) var mapped: [UInt32] = []
  private(set) var combiningClass: [UInt32: UInt8] = [:]
  private(set) var decomposition: [UInt32: (UInt32, UInt32)] = [:]
  private(set) var composition: [UInt64: UInt32] = [:]
  /// The block of each 256 scalars, and the record index of each scalar of a block.
  private(set) var blockOfPage = [UInt16](repeating: 0, count: 0x1100)
  private(set) var blocks = [UInt16](repeating: 0, count: 256)

  /// The key of a pair in `composition`.
  @inline(__always)
  static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) << 32 | UInt64(second) }

  /// The index in `records` of a scalar's record; 0 for most.
  @inline(__always)
  func recordIndex(of scalar: UInt32) -> Int {
    Int(blocks[Int(blockOfPage[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)])
  }

  private init() {
    var continuing: Set<UInt32> = []
    Self.forEachItem(of: Self.combiningClasses) { reader in
      let span = reader.span()
      let value = UInt8(truncatingIfNeeded: reader.decimal())
      for scalar in span.scalars {
        combiningClass[scalar] = value
        continuing.insert(scalar)
      }
    }
    Self.forEachItem(of: Self.compositions) { reader in
      let composite = reader.span().first
      let (first, second) = (reader.hexadecimal(), reader.hexadecimal())
      decomposition[composite] = (first, second)
      composition[Self.pair(first, second)] = composite
      continuing.insert(second)
    }
    continuing.formUnion(HangulSyllable.vowels)
    continuing.formUnion(HangulSyllable.trailingConsonants)
    Self.forEachItem(of: Self.foldings) { reader in
      let span = reader.span()
      if span.isFollowedByOffset {
        let offset = reader.signedHexadecimal()
        for scalar in span.scalars {
          add(scalar, becomes: [UInt32(truncatingIfNeeded: Int(scalar) + offset)], continuing)
        }
      } else {
        let target = reader.list()
        let record = target.isEmpty ? dropped() : nil
        for scalar in span.scalars {
          if let record { setRecord(record, of: scalar) } else { add(scalar, becomes: target, continuing) }
        }
      }
    }
    // The rest map to themselves.
    for scalar in continuing.sorted() where recordIndex(of: scalar) == 0 {
      add(scalar, becomes: [scalar], continuing)
    }
  }

  private mutating func dropped() -> UInt16 {
    records.append(Record(start: 0, count: 0, continuesSegment: true))
    return UInt16(truncatingIfNeeded: records.count - 1)
  }

  private mutating func add(_ scalar: UInt32, becomes target: [UInt32], _ continuing: Set<UInt32>) {
    var first = target[0]
    while let (head, _) = decomposition[first] { first = head }
    records.append(
      Record(
        start: Int32(truncatingIfNeeded: mapped.count), count: UInt8(truncatingIfNeeded: target.count),
        continuesSegment: continuing.contains(first)))
    mapped += target
    setRecord(UInt16(truncatingIfNeeded: records.count - 1), of: scalar)
  }

  private mutating func setRecord(_ record: UInt16, of scalar: UInt32) {
    let page = Int(scalar >> 8)
    if blockOfPage[page] == 0 {
      blockOfPage[page] = UInt16(truncatingIfNeeded: blocks.count >> 8)
      blocks += repeatElement(0, count: 256)
    }
    blocks[Int(blockOfPage[page]) << 8 | Int(scalar & 0xFF)] = record
  }
}

/// Reads the items of a generated literal; the grammar stands in the literals' comments.
struct TableReader {
  struct Span {
    var first: UInt32
    var last: UInt32
    var step: Int
    var isFollowedByOffset: Bool

    var scalars: StrideThrough<UInt32> { stride(from: first, through: last, by: step) }
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { index >= bytes.count }
  private var current: UInt8 { index < bytes.count ? bytes[index] : UInt8(ascii: " ") }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  mutating func skipBlanks() { while !isAtEnd, take(" ") {} }

  /// A number, and the `.` behind it if there is one.
  private mutating func number(base: UInt32) -> UInt32 {
    var value: UInt32 = 0
    while let digit = Character(Unicode.Scalar(current)).hexDigitValue {
      value = value &* base &+ UInt32(truncatingIfNeeded: digit)
      index += 1
    }
    _ = take(".")
    return value
  }

  mutating func decimal() -> UInt32 { number(base: 10) }
  mutating func hexadecimal() -> UInt32 { number(base: 16) }
  mutating func signedHexadecimal() -> Int { take("-") ? -Int(hexadecimal()) : Int(hexadecimal()) }

  mutating func list() -> [UInt32] {
    var result: [UInt32] = []
    while current != UInt8(ascii: " ") { result.append(hexadecimal()) }
    return result
  }

  /// `first`, `first-last` or `first-last/2`, and the `:` or `=` behind it.
  mutating func span() -> Span {
    let first = hexadecimal()
    let last = take("-") ? hexadecimal() : first
    let step = take("/") ? Int(decimal()) : 1
    let isOffset = take(":")
    if !isOffset { _ = take("=") }
    return Span(first: first, last: last, step: step, isFollowedByOffset: isOffset)
  }
}

extension UnicodeTables {
  private static func forEachItem(of literal: StaticString, _ body: (inout TableReader) -> Void) {
    literal.withUTF8Buffer { buffer in
      var reader = TableReader(buffer)
      reader.skipBlanks()
      while !reader.isAtEnd {
        body(&reader)
        reader.skipBlanks()
      }
    }
  }
}
