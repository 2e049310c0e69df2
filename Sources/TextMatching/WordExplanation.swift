/// How a text is read, and why entries hit or do not.
///
/// For a person who asks about a few lines: parts are sought one by one.
package struct WordExplanation {
  /// A line in one reading.
  package struct Reading {
    package let kind: WordReading
    package let text: String
  }

  /// Where a part stands in a line.
  package struct Standing: Hashable {
    package let line: Int
    package let reading: WordReading
    /// Where it stands in the line, in UTF-8 bytes.
    let utf8Range: Range<Int>
    /// What stands there, as it is written.
    package let stretch: String
    /// Whether a word of a script with spaces goes on beyond it, and whether other words cut it.
    package let isInsideWord: Bool
    package let cutsWords: Bool
    /// The exemption that it stands inside.
    package let exemption: String?

    /// What that means.
    package var sentence: String {
      if isInsideWord { return "\(stretch) inside a longer word: does not count" }
      if let exemption { return "\(stretch) inside the exemption \(exemption): does not count" }
      return cutsWords ? "\(stretch) cut out of other words: evidence" : "\(stretch)"
    }
  }

  /// What became of an entry.
  package struct Outcome {
    package struct Part {
      package let text: String
      package let standings: [Standing]
    }

    package let hit: WordHit?
    package let isExemption: Bool
    package let parts: [Part]

    /// What became of it.
    package var sentence: String {
      if isExemption { return "an exemption" }
      guard let hit else { return "no hit" }
      if let exemption = hit.exemption {
        return "exempt: \(exemption.entry.keyword) (\(exemption.listName), line \(exemption.entry.line))"
      }
      let how = hit.reading == .plain ? "" : ", reading \(hit.reading.rawValue)"
      return hit.cutsWords ? "evidence, cut out of other words\(how)" : "\(hit.suggestion) \(hit.entry.label)\(how)"
    }
  }

  /// The readings of each line.
  package let readings: [[Reading]]

  private let texts: [[TextReading]]
  private let lines: [String]
  private let matcher: WordMatcher
  private let hits: [WordHit]
  private let reading: TextReadings

  /// Explains what a matcher of one list finds.
  package init(of lines: [String], by matcher: WordMatcher) {
    let reading = TextReadings(without: matcher.lists.first?.without ?? [])
    self.reading = reading
    texts = lines.map { reading.readings(of: $0, undisguised: matcher.readings.contains(.undisguised)) }
    readings = texts.map { $0.map { Reading(kind: $0.kind, text: $0.text.text) } }
    hits = matcher.matches(in: lines).hits
    self.lines = lines
    self.matcher = matcher
  }

  /// Entries that are the same as some words after normalisation; those of the same spelling first.
  package func entries(named words: String, in list: WordList) -> [WordList.Entry] {
    if let exact = list.entries.first(where: { $0.keyword == words }) { return [exact] }
    let sought = EntrySyntax.parts(of: words).map { reading.pattern(of: $0) }
    return list.entries.filter { $0.parts.map { reading.pattern(of: $0) } == sought }
  }

  /// The entries that hit, and those of which every part stands in the text and does not count, in the order of the list.
  package var concerned: [WordList.Entry] {
    var found: Set<UInt32> = []
    for reading in texts.joined() {
      matcher.words.automaton.forEachMatch(in: reading.text.scalars) { found.insert(UInt32($0.pattern)) }
    }
    var numbers = Set(hits.map(\.entry.line))
    for pattern in found {
      for entry in matcher.words.entries(anchoredAt: Int(pattern))
      where matcher.words.patterns(of: entry).allSatisfy(found.contains) {
        if let line = matcher.lists.first?.entries[entry].line { numbers.insert(line) }
      }
    }
    return matcher.lists.first?.entries.filter { numbers.contains($0.line) } ?? []
  }

  /// What became of an entry.
  package func outcome(of entry: WordList.Entry) -> Outcome {
    let hit = hits.first { $0.entry.line == entry.line }
    let parts = entry.parts.enumerated().map { index, part in
      var standings = standings(of: reading.pattern(of: part), isExemption: entry.isExemption)
      if standings.isEmpty, let hit, hit.parts.indices.contains(index) {
        // By its sound, which is not sought here again.
        standings = hit.parts[index].map { place in
          Standing(
            line: place.line, reading: hit.reading, utf8Range: place.utf8Range,
            stretch: stretch(place.utf8Range, ofLine: place.line),
            isInsideWord: false, cutsWords: hit.cutsWords, exemption: hit.exemption?.entry.keyword)
        }
      }
      return Outcome.Part(text: part, standings: standings)
    }
    return Outcome(hit: hit, isExemption: entry.isExemption, parts: parts)
  }

  private func standings(of pattern: [UInt32], isExemption: Bool) -> [Standing] {
    var exempt = ExemptPlaces()
    if !isExemption { exempt = WordSearch.exemptPlaces(matcher.words, lines) }
    var standings: [Standing] = []
    for (line, readings) in texts.enumerated() {
      for reading in readings {
        let scalars = reading.text.scalars
        var ends = HanWordEnds(in: scalars)
        guard !pattern.isEmpty, scalars.count >= pattern.count else { continue }
        for start in 0...(scalars.count - pattern.count)
        where scalars[start..<(start + pattern.count)].elementsEqual(pattern) {
          let range = start..<(start + pattern.count)
          let original = reading.text.originalUTF8Range(of: range)
          let exemption = exempt.exemption(of: original, ofText: line, as: reading.kind)
          let standing = Standing(
            line: line, reading: reading.kind, utf8Range: original, stretch: stretch(original, ofLine: line),
            isInsideWord: !WordBoundary.allows(range, in: scalars), cutsWords: ends.cut(range),
            exemption: exemption.flatMap { matcher.exemption($0)?.entry.keyword })
          // The plainest reading says it.
          if !standings.contains(where: { $0.line == line && $0.utf8Range == original }) { standings.append(standing) }
        }
      }
    }
    return standings
  }

  private func stretch(_ range: Range<Int>, ofLine line: Int) -> String {
    String(decoding: Array(lines[line].utf8)[range], as: UTF8.self)
  }
}
