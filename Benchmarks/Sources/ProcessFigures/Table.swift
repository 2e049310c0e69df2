/// Lines of text: a run's name and its cost, with ratios to the first line's.
struct Table {
  private var rows: [(name: String, cost: Cost, remark: String)] = []

  /// Adds a run.
  ///
  /// - Parameter allowed: The exit statuses that mean a run is what it should be; any other is remarked on.
  mutating func add(_ name: String, _ cost: Cost, allowed: Set<Int> = [0]) {
    let isExpected = cost.exitStatus.map(allowed.contains) ?? false
    let ending = cost.exitStatus.map { "exit status \($0)" } ?? "ended by a signal"
    rows.append((name, cost, isExpected ? "" : "  UNEXPECTED: \(ending)"))
  }

  /// Prints the table.
  func show() {
    print("\(padded("", to: 44))   CPU ms  of first   wall ms  peak MiB  of first")
    guard let first = rows.first?.cost else { return }
    for row in rows {
      let figures = [
        padded(decimal(row.cost.processorMilliseconds, digits: 0), to: 9, right: true),
        padded(decimal(row.cost.processorMilliseconds / first.processorMilliseconds, digits: 2), to: 10, right: true),
        padded(decimal(row.cost.wallMilliseconds, digits: 0), to: 10, right: true),
        padded(decimal(row.cost.peakMebibytes, digits: 0), to: 10, right: true),
        padded(decimal(row.cost.peakMebibytes / first.peakMebibytes, digits: 2), to: 10, right: true),
      ]
      print(padded(row.name, to: 44) + figures.joined() + row.remark)
    }
  }

  private func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return right ? space + text : text + space
  }

  private func decimal(_ value: Double, digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = Int((value * scale).rounded())
    guard digits > 0 else { return "\(rounded)" }
    let fraction = "\(rounded % Int(scale))"
    return "\(rounded / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
  }
}
