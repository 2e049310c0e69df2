/// A line on standard error that says how far a longer run is; nothing where standard error is not a terminal.
struct ProgressBar {
  /// Fewer images than this need no bar.
  static let minimumImages = 8

  let total: Int
  private let isShown: Bool
  private var isOnScreen = false

  init(total: Int) {
    self.total = total
    isShown = total >= Self.minimumImages && StandardError.isTerminal
  }

  mutating func show(done: Int) {
    guard isShown, done < total else { return }
    let width = 30
    let filled = width * done / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    StandardError.write("\r\(bar) \(done) of \(total)")
    isOnScreen = true
  }

  /// Takes the bar away before an answer is printed.
  mutating func clear() {
    guard isOnScreen else { return }
    StandardError.write("\r\u{1B}[K")
    isOnScreen = false
  }
}
