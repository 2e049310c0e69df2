import Lists
import ModerationCore

/// The entries of a list as tables: a million of them take some 25 MB, where structures with strings take 150.
struct EntryTable: Sendable {
  /// What entries say beside their words; many say the same.
  struct Meaning: Hashable, Sendable {
    let label: Label
    let suggestion: Suggestion
    let isExemption: Bool
  }

  let meanings: [Meaning]
  /// The words of all entries, one behind the other, and where those of each end.
  let words: Table<UInt8>
  private let ends: Table<UInt32>
  private let lines: Table<UInt32>
  private let meaningOfEntry: Table<UInt32>

  /// How many tables of a file these are.
  static let tableCount = 4

  /// Reads tables; nil when their numbers make no sense.
  ///
  /// - Parameter first: The place of the first table.
  init?(_ file: CompiledFile, from first: Int, meanings: [Meaning]) {
    self.meanings = meanings
    words = file.table(first, of: UInt8.self)
    ends = file.table(first + 1, of: UInt32.self)
    lines = file.table(first + 2, of: UInt32.self)
    meaningOfEntry = file.table(first + 3, of: UInt32.self)
    guard ends.divides(words.count), ends.count - 1 == lines.count, ends.count - 1 == meaningOfEntry.count,
      meaningOfEntry.isBelow(meanings.count), isText
    else { return nil }
  }

  /// Whether the words of every entry are UTF-8.
  private var isText: Bool {
    words.withBuffer { words in
      guard (try? UTF8Span(validating: words.span)) != nil else { return false }
      return ends.withBuffer { ends in
        ends.allSatisfy { $0 == words.count || words[Int($0)] & 0xC0 != 0x80 }
      }
    }
  }

  var count: Int { lines.count }

  var byteCount: Int { words.byteCount + ends.byteCount + lines.byteCount + meaningOfEntry.byteCount }

  /// What an entry says beside its words.
  func meaning(of entry: Int) -> Meaning { meanings[Int(meaningOfEntry[entry])] }

  /// Hands out the words of an entry, in UTF-8.
  @inline(__always)
  func withWords<Result>(of entry: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    words.withBuffer { body(UnsafeBufferPointer(rebasing: $0[Int(ends[entry])..<Int(ends[entry + 1])])) }
  }

  /// An entry, made now.
  func entry(_ index: Int) -> WordList.Entry {
    let meaning = meaning(of: index)
    return WordList.Entry(
      keyword: withWords(of: index) { String(decoding: $0, as: UTF8.self) }, label: meaning.label,
      suggestion: meaning.suggestion, isExemption: meaning.isExemption, line: Int(lines[index]))
  }

  /// Collects entries.
  struct Builder {
    private(set) var meanings: [Meaning] = []
    private var indexOfMeaning: [Meaning: UInt32] = [:]
    private var words: [UInt8] = []
    private var ends: [UInt32] = [0]
    private var lines: [UInt32] = []
    private var meaningOfEntry: [UInt32] = []

    var count: Int { lines.count }
    var tables: [CompiledTable] {
      [CompiledTable(words), CompiledTable(ends), CompiledTable(lines), CompiledTable(meaningOfEntry)]
    }

    mutating func append(_ keyword: UnsafeBufferPointer<UInt8>, _ meaning: UInt32, line: Int) {
      words += keyword
      ends.append(UInt32(truncatingIfNeeded: words.count))
      lines.append(UInt32(truncatingIfNeeded: line))
      meaningOfEntry.append(meaning)
    }

    /// The number of a meaning.
    mutating func number(of meaning: Meaning) -> UInt32 {
      if let known = indexOfMeaning[meaning] { return known }
      let number = UInt32(truncatingIfNeeded: meanings.count)
      meanings.append(meaning)
      indexOfMeaning[meaning] = number
      return number
    }

    func words(of entry: Int) -> ArraySlice<UInt8> { words[Int(ends[entry])..<Int(ends[entry + 1])] }
    func line(of entry: Int) -> Int { Int(lines[entry]) }
    func meaning(of entry: Int) -> UInt32 { meaningOfEntry[entry] }
  }
}
