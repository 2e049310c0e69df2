/// Where exemptions stand, to tell what lies wholly inside one.
///
/// Complexity: a question takes time logarithmic in the exemptions of its text.
struct ExemptPlaces {
  /// The pattern of an exemption, and the group of lists that it belongs to.
  struct Exemption: Hashable {
    let pattern: UInt32
    let group: Int
  }

  private struct Stretch {
    let range: Range<Int>
    let exemption: Exemption

    func holds(_ other: Range<Int>) -> Bool {
      range.lowerBound <= other.lowerBound && other.upperBound <= range.upperBound
    }
  }

  /// The stretches of each text, in UTF-8 bytes: those seen in the plain reading, and those seen with disguise undone.
  private var plain: [Int: [Stretch]] = [:]
  private var undisguised: [Int: [Stretch]] = [:]

  var isEmpty: Bool { plain.isEmpty && undisguised.isEmpty }

  /// Notes an exemption in a text. Readings by sound exempt nothing.
  mutating func add(_ exemption: Exemption, at range: Range<Int>, ofText text: Int, as reading: WordReading) {
    switch reading {
    case .plain: Self.add(Stretch(range: range, exemption: exemption), to: &plain[text, default: []])
    case .undisguised: Self.add(Stretch(range: range, exemption: exemption), to: &undisguised[text, default: []])
    default: break
    }
  }

  private static func add(_ stretch: Stretch, to known: inout [Stretch]) {
    // The automaton names the longest first of those that end together.
    if let last = known.last, last.holds(stretch.range) { return }
    known.append(stretch)
  }

  /// Drops what stands inside others, so that both ends ascend. To be called after the last `add`.
  mutating func settle() {
    plain = plain.mapValues(Self.settled)
    undisguised = undisguised.mapValues(Self.settled)
  }

  private static func settled(_ stretches: [Stretch]) -> [Stretch] {
    var result: [Stretch] = []
    let sorted = stretches.sorted {
      ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
    }
    for stretch in sorted where result.last.map({ $0.range.upperBound < stretch.range.upperBound }) ?? true {
      result.append(stretch)
    }
    return result
  }

  /// An exemption that a stretch of a text lies wholly inside, seen in a reading at least as plain.
  func exemption(of range: Range<Int>, ofText text: Int, as reading: WordReading) -> Exemption? {
    Self.exemption(of: range, among: plain[text])
      ?? (reading == .plain ? nil : Self.exemption(of: range, among: undisguised[text]))
  }

  private static func exemption(of range: Range<Int>, among stretches: [Stretch]?) -> Exemption? {
    guard let stretches else { return nil }
    // The last that starts at or before the range ends last of those.
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].range.lowerBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    guard low > 0, stretches[low - 1].holds(range) else { return nil }
    return stretches[low - 1].exemption
  }
}
