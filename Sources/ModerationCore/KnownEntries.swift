/// What the lines of a list say beside the hashes, in as few bytes as a list of a million entries allows: about 10 bytes
/// an entry and the bytes of its texts.
package struct KnownEntries: Hashable, Sendable {
  /// The most labels that the entries of one list may claim, all together: 256. Each entry's is looked for among them.
  package static let maximumLabelCount = 256
  /// Stands between the parts of an entry's texts. No list that was read holds it: it is a control character.
  private static let separator: UInt8 = 0x1F

  private var texts: [UInt8] = []
  private var textEnds: [UInt32] = []
  private var lines: [UInt32] = []
  private var suggestions: [UInt8] = []
  private var labelNumbers: [UInt16] = []
  private var labelNames: [Label] = []

  package init() {}

  package var count: Int { lines.count }

  /// The labels that entries claim, in the order in which they came.
  package var labels: [Label] { labelNames }

  /// Adds an entry; false where the list has more labels or texts than it can hold, and nothing was added.
  package mutating func append(
    name: ArraySlice<UInt8>, label: Label?, suggestion: Suggestion,
    metadata: [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)], line: Int
  ) -> Bool {
    let byteCount = name.count + metadata.reduce(0) { $0 + $1.key.count + $1.value.count + 2 }
    guard texts.count + byteCount <= Int(UInt32.max), let number = number(of: label) else { return false }
    append(text: name)
    for (key, value) in metadata {
      texts.append(Self.separator)
      append(text: key)
      texts.append(UInt8(ascii: "="))
      append(text: value)
    }
    textEnds.append(UInt32(texts.count))
    lines.append(UInt32(clamping: line))
    suggestions.append(suggestion.code)
    labelNumbers.append(number)
    return true
  }

  package func name(_ index: Int) -> String {
    String(decoding: texts[textRange(index)].prefix { $0 != Self.separator }, as: UTF8.self)
  }

  package func label(_ index: Int) -> Label? {
    labelNumbers[index] == 0 ? nil : labelNames[Int(labelNumbers[index]) - 1]
  }

  package func suggestion(_ index: Int) -> Suggestion { Suggestion(code: suggestions[index]) }

  package func line(_ index: Int) -> Int { Int(lines[index]) }

  package func metadata(_ index: Int) -> [String: String] {
    let parts = texts[textRange(index)].split(separator: Self.separator, omittingEmptySubsequences: false).dropFirst()
    return parts.reduce(into: [:]) { metadata, part in
      let key = part.prefix { $0 != UInt8(ascii: "=") }
      metadata[String(decoding: key, as: UTF8.self)] = String(decoding: part.dropFirst(key.count + 1), as: UTF8.self)
    }
  }

  private func textRange(_ index: Int) -> Range<Int> {
    Int(index == 0 ? 0 : textEnds[index - 1])..<Int(textEnds[index])
  }

  private mutating func append(text: ArraySlice<UInt8>) {
    let start = texts.count
    texts.append(contentsOf: text)
    // A caller's own text may hold anything.
    for index in start..<texts.count where texts[index] == Self.separator { texts[index] = UInt8(ascii: " ") }
  }

  private mutating func number(of label: Label?) -> UInt16? {
    guard let label else { return 0 }
    if let known = labelNames.firstIndex(of: label) { return UInt16(known + 1) }
    guard labelNames.count < Self.maximumLabelCount else { return nil }
    labelNames.append(label)
    return UInt16(labelNames.count)
  }
}

extension KnownEntries {
  /// What is left of a list once entries of the same hash are compared.
  package struct Settlement {
    /// The entries that do not count.
    package var dropped: Set<Int> = []
    /// How many entries say what an entry before them says.
    package var duplicateCount = 0
    /// The lines that count and those that contradict them.
    package var contradictions: [(line: Int, ignoredLine: Int)] = []
  }

  /// Compares the entries of equal hashes: of those that claim the same label the gravest counts, and an entry that
  /// allows what another one holds against a picture counts for nothing.
  ///
  /// - Parameters:
  ///   - order: Ranks of entries, those of equal hashes next to each other.
  ///   - place: The place of a rank's entry in the list.
  ///   - isSame: Whether the entries of two ranks have the same hash.
  package func settled(
    _ order: [UInt32], place: (UInt32) -> Int, _ isSame: (UInt32, UInt32) -> Bool
  ) -> Settlement {
    var settlement = Settlement()
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, isSame(order[start], order[end]) { end += 1 }
      if end > start + 1 { settle(order[start..<end].map(place).sorted(), into: &settlement) }
      start = end
    }
    settlement.contradictions.sort { $0.ignoredLine < $1.ignoredLine }
    return settlement
  }

  private func settle(_ same: [Int], into settlement: inout Settlement) {
    let against = same.first { suggestion($0) != .pass }
    var counted: [Label?: Int] = [:]
    for index in same {
      if suggestion(index) == .pass, let against {
        settlement.contradictions.append((line(against), line(index)))
        settlement.dropped.insert(index)
      } else if let other = counted[label(index)] {
        let (counts, ignored) = suggestion(index) > suggestion(other) ? (index, other) : (other, index)
        if suggestion(counts) == suggestion(ignored) {
          settlement.duplicateCount += 1
        } else {
          settlement.contradictions.append((line(counts), line(ignored)))
        }
        settlement.dropped.insert(ignored)
        counted[label(index)] = counts
      } else {
        counted[label(index)] = index
      }
    }
  }

  /// Some of the entries, in the order given.
  package func selecting(_ indices: [Int]) -> KnownEntries {
    var result = KnownEntries()
    result.labelNames = labelNames
    for index in indices {
      result.texts += texts[textRange(index)]
      result.textEnds.append(UInt32(result.texts.count))
      result.lines.append(lines[index])
      result.suggestions.append(suggestions[index])
      result.labelNumbers.append(labelNumbers[index])
    }
    return result
  }
}

extension Suggestion {
  fileprivate var code: UInt8 {
    switch self {
    case .pass: 0
    case .review: 1
    case .block: 2
    }
  }

  fileprivate init(code: UInt8) { self = code == 0 ? .pass : code == 1 ? .review : .block }
}
