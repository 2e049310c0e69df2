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

  /// Where an entry's words start, its line and the number of its meaning: side by side, because whoever wants one wants
  /// most of them.
  private struct Row {
    var start: UInt32
    var line: UInt32 = 0
    var meaning: UInt32 = 0
  }

  let meanings: [Meaning]
  /// The words of all entries, one behind the other.
  let words: Table<UInt8>
  /// One for each entry, and one that starts where all words end.
  private let rows: Numbers<Row>

  /// How many tables of a file these are.
  static let tableCount = 2

  /// Reads tables; nil when their numbers make no sense.
  ///
  /// - Parameter first: The place of the first table.
  init?(_ file: CompiledFile, from first: Int, meanings: [Meaning]) {
    self.meanings = meanings
    words = file.table(first, of: UInt8.self)
    rows = Numbers(file.table(first + 1, of: Row.self))
    guard isSound else { return nil }
  }

  /// Whether the rows divide the words into entries of UTF-8, each with a meaning.
  private var isSound: Bool {
    words.withBuffer { words in
      guard (try? UTF8Span(validating: words.span)) != nil else { return false }
      return rows.withBuffer { rows in
        guard rows.first?.start == 0, let last = rows.last, Int(last.start) == words.count else { return false }
        var start: UInt32 = 0
        for row in rows.dropLast() {
          guard row.start >= start, Int(row.start) <= words.count, Int(row.meaning) < meanings.count,
            Int(row.start) == words.count || words[Int(row.start)] & 0xC0 != 0x80
          else { return false }
          start = row.start
        }
        return true
      }
    }
  }

  var count: Int { rows.count - 1 }

  var byteCount: Int { words.byteCount + rows.byteCount }

  /// What an entry says beside its words.
  func meaning(of entry: Int) -> Meaning { meanings[Int(rows[entry].meaning)] }

  /// Hands out the words of an entry, in UTF-8.
  @inline(__always)
  func withWords<Result>(of entry: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    words.withBuffer { body(UnsafeBufferPointer(rebasing: $0[Int(rows[entry].start)..<Int(rows[entry + 1].start)])) }
  }

  /// An entry, made now.
  func entry(_ index: Int) -> WordList.Entry {
    let meaning = meaning(of: index)
    return WordList.Entry(
      keyword: withWords(of: index) { String(decoding: $0, as: UTF8.self) }, label: meaning.label,
      suggestion: meaning.suggestion, isExemption: meaning.isExemption, line: Int(rows[index].line))
  }

  /// Collects entries.
  struct Builder {
    private(set) var meanings: [Meaning] = []
    private var indexOfMeaning: [Meaning: UInt32] = [:]
    private var words: [UInt8] = []
    private var rows = [Row(start: 0)]

    var count: Int { rows.count - 1 }
    var tables: [CompiledTable] { [CompiledTable(words), CompiledTable(rows)] }

    mutating func append(_ keyword: UnsafeBufferPointer<UInt8>, _ meaning: UInt32, line: Int) {
      words += keyword
      rows[count].line = UInt32(truncatingIfNeeded: line)
      rows[count].meaning = meaning
      rows.append(Row(start: UInt32(truncatingIfNeeded: words.count)))
    }

    /// The number of a meaning.
    mutating func number(of meaning: Meaning) -> UInt32 {
      if let known = indexOfMeaning[meaning] { return known }
      let number = UInt32(truncatingIfNeeded: meanings.count)
      meanings.append(meaning)
      indexOfMeaning[meaning] = number
      return number
    }

    func words(of entry: Int) -> ArraySlice<UInt8> { words[Int(rows[entry].start)..<Int(rows[entry + 1].start)] }
    func line(of entry: Int) -> Int { Int(rows[entry].line) }
    func meaning(of entry: Int) -> UInt32 { rows[entry].meaning }
  }
}
