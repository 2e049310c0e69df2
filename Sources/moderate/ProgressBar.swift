/// A line on standard error that says how far a longer run is; nothing where standard error is not a terminal.
struct ProgressBar {
  /// Fewer images than this need no bar.
  static let minimumImages = 8

  private let isShown: Bool
  private var isOnScreen = false

  /// - Parameter isQuiet: Whether it is to show nothing.
  init(isQuiet: Bool) { isShown = !isQuiet && StandardError.isTerminal }

  /// Shows how far the run is; without a bar as long as nobody knows how many there are.
  mutating func show(done: Int, of total: Int?) {
    guard isShown else { return }
    guard let total else {
      StandardError.write("\r\(done) done")
      isOnScreen = true
      return
    }
    guard total >= Self.minimumImages, done < total else { return }
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
