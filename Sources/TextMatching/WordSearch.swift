/// One search of an image's text: finds where exemptions stand, then where patterns do.
///
/// Exemptions come first, because only a place outside them counts, and of a part's places only some are kept.
struct WordSearch {
  private let words: CompiledWords
  private let lines: [String]
  private let passages: [Passage]
  private let readings: [TextReadings]
  /// The readings of each text of each group, where there is little enough text.
  private var kept: [[TextReading]]?
  private var exempt = ExemptPlaces()
  private var occurrences: [[UInt32: PatternOccurrences]]

  init(_ words: CompiledWords, _ lines: [String], _ passages: [Passage]) {
    self.words = words
    self.lines = lines
    self.passages = passages
    readings = words.groups.map { TextReadings(without: $0) }
    occurrences = words.groups.map { _ in [:] }
  }

  /// Where exemptions stand in some lines.
  static func exemptPlaces(_ words: CompiledWords, _ lines: [String]) -> ExemptPlaces {
    var search = WordSearch(words, lines, [])
    search.findExemptions()
    return search.exempt
  }

  /// What was found of each pattern, by group.
  mutating func found() -> [[UInt32: PatternOccurrences]] {
    findExemptions()
    for group in words.groups.indices {
      for text in 0..<textCount { findPatterns(in: text, group) }
    }
    return occurrences
  }

  private mutating func findExemptions() {
    guard words.hasExemptions else { return }
    let byteCount = lines.reduce(0) { $0 + $1.utf8.count } + passages.reduce(0) { $0 + $1.text.utf8.count }
    if byteCount <= WordMatcher.maximumKeptByteCount { kept = [] }
    for group in words.groups.indices {
      for text in 0..<textCount { findExemptions(in: text, group) }
    }
    exempt.settle()
  }

  /// Lines and passages are numbered together, lines first.
  private var textCount: Int { lines.count + passages.count }

  private func readings(of text: Int, _ group: Int) -> [TextReading] {
    if let kept, group * textCount + text < kept.count { return kept[group * textCount + text] }
    return readings[group].readings(
      of: text < lines.count ? lines[text] : passages[text - lines.count].text,
      undisguised: words.readings.contains(.undisguised))
  }

  private mutating func findExemptions(in text: Int, _ group: Int) {
    let readings = readings(of: text, group)
    kept?.append(readings)
    for reading in readings {
      words.automaton.forEachMatch(in: reading.text.scalars) { match in
        guard words.isExemption(match.pattern, of: group),
          WordBoundary.allows(match.range, in: reading.text.scalars),
          !HanWordEnds.cut(match.range, in: reading.text.scalars)
        else { return }
        let exemption = ExemptPlaces.Exemption(pattern: UInt32(truncatingIfNeeded: match.pattern), group: group)
        let range = reading.text.originalUTF8Range(of: match.range)
        exempt.add(exemption, at: range, ofText: text, as: reading.kind)
        guard text >= lines.count else { return }
        for place in passages[text - lines.count].places(of: range) {
          exempt.add(exemption, at: place.utf8Range, ofText: place.line, as: reading.kind)
        }
      }
    }
  }

  /// Searches all readings of a text.
  private mutating func findPatterns(in text: Int, _ group: Int) {
    let readings = readings(of: text, group)
    for reading in readings {
      words.automaton.forEachMatch(in: reading.text.scalars) {
        add($0.pattern, at: $0.range, in: reading.text, text, as: reading.kind, group)
      }
    }
    guard let sounds = words.sounds, !words.groups[group].contains(.samePinyin) else { return }
    for reading in readings {
      sounds.forEachMatch(in: reading.text.scalars) {
        add($0, at: $1, in: reading.text, text, as: .samePinyin, group)
      }
    }
  }

  private mutating func add(
    _ pattern: Int, at range: Range<Int>, in text: NormalizedText, _ number: Int, as reading: WordReading, _ group: Int
  ) {
    guard words.isSought(pattern, by: group), WordBoundary.allows(range, in: text.scalars) else { return }
    let key = UInt32(truncatingIfNeeded: pattern)
    let known = occurrences[group][key]
    // Whatever else is found of a pattern cannot change what it means.
    if let known, known.counted.isComplete(for: reading) { return }
    let original = text.originalUTF8Range(of: range)
    let places = places(of: original, in: number)
    guard let first = places.first, known?.counted.holds(first) != true else { return }
    let exemption = exempt.isEmpty ? nil : exempt.exemption(of: original, ofText: number, as: reading)
    if exemption != nil, let known, known.exempt.isComplete(for: reading) || known.exempt.holds(first) { return }
    let cutsWords = HanWordEnds.cut(range, in: text.scalars)
    if let exemption {
      occurrences[group][key, default: PatternOccurrences()].exempt.add(places, as: reading, cutsWords: cutsWords)
      if known?.exemption == nil { occurrences[group][key]?.exemption = exemption }
    } else {
      occurrences[group][key, default: PatternOccurrences()].counted.add(places, as: reading, cutsWords: cutsWords)
    }
  }

  /// The places in lines of a stretch of a text; none of a passage's that stand in one line and were found there.
  private func places(of range: Range<Int>, in text: Int) -> [WordHit.Place] {
    guard text >= lines.count else { return [WordHit.Place(line: text, utf8Range: range)] }
    let places = passages[text - lines.count].places(of: range)
    return places.last?.line == places.first?.line ? [] : places
  }
}
