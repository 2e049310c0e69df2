/// One search of an image's text: finds where exemptions stand, then where patterns do.
///
/// Exemptions come first, because only a place outside them counts, and of a part's places only some are kept.
struct WordSearch {
  private let words: CompiledWords
  private let lines: [String]
  private let passages: [Passage]
  /// The readings of each text of each group, where there is little enough text.
  private var kept: [[TextReading]]?
  private var exempt = ExemptPlaces()
  private var patterns: [FoundPatterns]

  init(_ words: CompiledWords, _ lines: [String], _ passages: [Passage]) {
    self.words = words
    self.lines = lines
    self.passages = passages
    patterns = words.groups.map { _ in FoundPatterns() }
  }

  /// Where exemptions stand in some lines.
  static func exemptPlaces(_ words: CompiledWords, _ lines: [String]) -> ExemptPlaces {
    var search = WordSearch(words, lines, [])
    search.findExemptions()
    return search.exempt
  }

  /// What was found of each pattern, by group.
  mutating func found() -> [FoundPatterns] {
    findExemptions()
    for group in words.groups.indices {
      for text in 0..<textCount { findPatterns(in: text, group) }
    }
    return patterns
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
    return words.readingsOfGroup[group].readings(
      of: text < lines.count ? lines[text] : passages[text - lines.count].text, undisguised: words.undoesDisguises)
  }

  private mutating func findExemptions(in text: Int, _ group: Int) {
    let readings = readings(of: text, group)
    kept?.append(readings)
    for reading in readings {
      var ends = HanWordEnds(in: reading.text.scalars)
      words.automaton.forEachMatch(in: reading.text.scalars) { match in
        guard words.isExemption(match.pattern, of: group),
          WordBoundary.allows(match.range, in: reading.text.scalars), !ends.cut(match.range)
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
    var ends = readings.map { HanWordEnds(in: $0.text.scalars) }
    for (index, reading) in readings.enumerated() {
      words.automaton.forEachMatch(in: reading.text.scalars) {
        add($0.pattern, at: $0.range, in: reading.text, text, as: reading.kind, group, &ends[index])
      }
    }
    guard let sounds = words.sounds, !words.groups[group].contains(.samePinyin) else { return }
    // What is written as the pattern was found above. To find it again changes nothing, unless an exemption was seen in
    // another reading, or another text or reading of the place divides into other words.
    let isFinal = exempt.isEmpty && readings.count == 1 && text < lines.count
    for (index, reading) in readings.enumerated() {
      sounds.forEachMatch(in: reading.text.scalars, alsoAsWritten: !isFinal) {
        add($0, at: $1, in: reading.text, text, as: .samePinyin, group, &ends[index])
      }
    }
  }

  private mutating func add(
    _ pattern: Int, at range: Range<Int>, in text: NormalizedText, _ number: Int, as reading: WordReading,
    _ group: Int, _ ends: inout HanWordEnds
  ) {
    guard WordBoundary.allows(range, in: text.scalars), words.isSought(pattern, by: group) else { return }
    let pattern = UInt32(truncatingIfNeeded: pattern)
    let known = patterns[group].place(of: pattern)
    // Whatever else is found of a pattern cannot change what it means.
    if let known, patterns[group].occurrences[known].counted.isComplete(for: reading) { return }
    let original = text.originalUTF8Range(of: range)
    let places = number < lines.count ? nil : placesInLines(of: original, inPassage: number - lines.count)
    guard let first = places.map(\.first) ?? WordHit.Place(line: number, utf8Range: original) else { return }
    if let known, patterns[group].occurrences[known].counted.holds(first) { return }
    let exemption = exempt.isEmpty ? nil : exempt.exemption(of: original, ofText: number, as: reading)
    if exemption != nil, let known {
      let exempt = patterns[group].occurrences[known].exempt
      if exempt.isComplete(for: reading) || exempt.holds(first) { return }
    }
    let cutsWords = ends.cut(range)
    let place = known ?? patterns[group].add(pattern)
    if let exemption {
      patterns[group].occurrences[place].exempt.add(places ?? [first], as: reading, cutsWords: cutsWords)
      if patterns[group].occurrences[place].exemption == nil {
        patterns[group].occurrences[place].exemption = exemption
      }
    } else {
      patterns[group].occurrences[place].counted.add(places ?? [first], as: reading, cutsWords: cutsWords)
    }
  }

  /// The places in lines of a stretch of a passage; none of one that stands in one line and was found there.
  private func placesInLines(of range: Range<Int>, inPassage passage: Int) -> [WordHit.Place] {
    let places = passages[passage].places(of: range)
    return places.last?.line == places.first?.line ? [] : places
  }
}
