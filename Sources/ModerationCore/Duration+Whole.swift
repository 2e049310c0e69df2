extension Duration {
  /// In whole nanoseconds, between the limits of a 64-bit number. Negative ones count as none.
  package var nanoseconds: Int {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    guard seconds < Int64.max / 1_000_000_000 - 1 else { return .max }
    return Int(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  /// In whole milliseconds, for results.
  package var milliseconds: Int { nanoseconds / 1_000_000 }
}
