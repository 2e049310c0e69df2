/// Finds the word that was meant.
package enum NearestWord {
  /// The longest words that are compared, in characters: the comparison takes the product of both lengths.
  static let maximumLength = 64

  /// The word of a vocabulary that differs least from another: by at most a third of its letters, and by at most three;
  /// letters in the other case count as the same.
  package static func to(_ word: String, among words: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased())
    guard (1...maximumLength).contains(wanted.count) else { return nil }
    let bound = min(3, max(1, wanted.count / 3))
    var best: (word: String, rank: (distance: Int, unlike: Int))?
    for candidate in words.sorted() where candidate.count <= maximumLength {
      let letters = Array(candidate.lowercased())
      // Of equally near ones, the one that begins alike for longer: JPG is JPEG, and not JNG.
      let rank = (distance: distance(wanted, letters), unlike: -zip(wanted, letters).prefix { $0 == $1 }.count)
      if rank.distance <= bound, best.map({ rank < $0.rank }) ?? true { best = (candidate, rank) }
    }
    return best?.word
  }

  /// `; did you mean Porn?`, or nothing.
  package static func hint(_ word: String, among words: some Sequence<String>) -> String {
    to(word, among: words).map { "; did you mean \($0)?" } ?? ""
  }

  /// How many letters must be put in, taken out, changed or swapped with the next.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var before: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var line = [row + 1]
      for (column, other) in right.enumerated() {
        var best = min(last[column + 1] + 1, line[column] + 1, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          best = min(best, before[column - 1] + 1)
        }
        line.append(best)
      }
      (before, last) = (last, line)
    }
    return last[right.count]
  }
}
