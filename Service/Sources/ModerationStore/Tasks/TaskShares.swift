/// Who gives up how much where there is too much.
enum TaskShares {
  /// How many each account gives, so that what is left is at most so many: the largest shares are cut to one height.
  static func surplus(of counts: [String: Int], over most: Int) -> [String: Int] {
    guard counts.values.reduce(0, +) > most else { return [:] }
    var (rest, left) = (most, counts.count)
    var given: [String: Int] = [:]
    for (account, count) in counts.sorted(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
      let kept = min(count, rest / left)
      if kept < count { given[account] = count - kept }
      (rest, left) = (rest - kept, left - 1)
    }
    return given
  }
}
