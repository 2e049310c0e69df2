/// What was counted since the last flush.
struct PendingUsage: Sendable {
  struct Place: Hashable, Sendable {
    let day: UTCDay
    let account: String
    let interface: String
    let scene: String
    let key: String
  }

  struct PeakPlace: Hashable, Sendable {
    let day: UTCDay
    let account: String
    let service: String
  }

  /// What stands for key and scene of calls that found no room of their own.
  static let other = "(other)"

  private(set) var counts: [Place: UsageCounts] = [:]
  private(set) var peaks: [PeakPlace: Int] = [:]
  /// Calls for which there was no room at all.
  private(set) var lost = 0

  var isEmpty: Bool { counts.isEmpty && peaks.isEmpty }

  mutating func add(_ added: UsageCounts, _ place: Place, maximumCount: Int) {
    if counts[place] != nil || counts.count < maximumCount {
      counts[place, default: UsageCounts()] += added
      return
    }
    // The account is still right, and the interface; only who of it and which scene is not.
    let wide = Place(
      day: place.day, account: place.account, interface: place.interface, scene: Self.other, key: Self.other)
    if counts[wide] != nil || counts.count < 2 * maximumCount {
      counts[wide, default: UsageCounts()] += added
    } else {
      lost += added.calls
    }
  }

  mutating func raise(_ calls: Int, _ place: PeakPlace, maximumCount: Int) {
    guard peaks[place] != nil || peaks.count < maximumCount else { return }
    peaks[place] = max(peaks[place] ?? 0, calls)
  }

  /// Takes back what could not be written.
  mutating func merge(_ older: PendingUsage, maximumCount: Int) {
    for (place, counts) in older.counts { add(counts, place, maximumCount: maximumCount) }
    for (place, calls) in older.peaks { raise(calls, place, maximumCount: maximumCount) }
  }

  mutating func take() -> PendingUsage {
    let taken = self
    self = PendingUsage()
    lost = taken.lost
    return taken
  }
}
