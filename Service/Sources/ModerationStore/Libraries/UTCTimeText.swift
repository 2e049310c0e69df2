import Glibc

/// A time of UTC as answers and lists write it: `2026-11-28 09:30:00`.
package enum UTCTimeText {
  /// - Parameter milliseconds: Since 1970.
  package static func text(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1_000
    let day = UTCDay(secondsSince1970: Int(seconds))
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let rest = ((seconds % 86_400) + 86_400) % 86_400
    return "\(day) \(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
  }
}
