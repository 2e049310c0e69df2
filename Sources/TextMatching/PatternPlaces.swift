/// Where one part of entries was found: places where words end with it and, as long as there are none, others.
struct PatternPlaces {
  private(set) var places: [WordHit.Place] = []
  /// The plainest reading in which it was found so, and whether it was only found across the ends of words.
  private(set) var reading = WordReading.samePinyin
  private(set) var cutsWords = true

  /// Whether no further place of a reading can be kept or change what is known.
  func isComplete(for reading: WordReading) -> Bool {
    !cutsWords && places.count >= WordMatcher.maximumPlacesPerPart && !(reading < self.reading)
  }

  var isEmpty: Bool { places.isEmpty }

  /// Whether a place is known already, from a plainer reading.
  func holds(_ place: WordHit.Place) -> Bool { places.contains(place) }

  /// Adds the places of one occurrence.
  mutating func add(_ new: [WordHit.Place], as reading: WordReading, cutsWords: Bool) {
    if self.cutsWords, !cutsWords {
      places = []
      self.cutsWords = false
      self.reading = reading
    } else if self.cutsWords != cutsWords {
      return
    }
    self.reading = min(self.reading, reading)
    places += new.prefix(WordMatcher.maximumPlacesPerPart - places.count)
  }
}

/// Where one part of entries was found: where it counts, and where an exemption keeps it from counting.
struct PatternOccurrences {
  var counted = PatternPlaces()
  var exempt = PatternPlaces()
  /// The first exemption that keeps it from counting.
  var exemption: ExemptPlaces.Exemption?
}
