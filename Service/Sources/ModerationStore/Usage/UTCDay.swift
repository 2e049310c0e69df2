import Glibc

/// A calendar day of UTC, in which the service counts wherever it stands: no day has 23 or 25 hours.
public struct UTCDay: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1 January 1970.
  public let number: Int

  /// The days with years of four digits.
  static let range = 0...2_932_896

  public init(number: Int) { self.number = min(max(number, Self.range.lowerBound), Self.range.upperBound) }

  /// The day of an instant, in seconds since 1970.
  public init(secondsSince1970 seconds: Int) { self.init(number: seconds / 86_400) }

  /// - Parameter text: `2026-11-27`.
  /// - Returns: nil for another text, and for a day that no calendar has.
  public init?(_ text: some StringProtocol) {
    let digits = Array(text.utf8)
    guard digits.count == 10, digits[4] == 0x2D, digits[7] == 0x2D else { return nil }
    func value(_ range: Range<Int>) -> Int32? {
      digits[range].allSatisfy { (0x30...0x39).contains($0) }
        ? digits[range].reduce(0) { $0 * 10 + Int32($1 - 0x30) } : nil
    }
    guard let year = value(0..<4), let month = value(5..<7), let day = value(8..<10) else { return nil }
    var time = tm()
    time.tm_year = year - 1900
    time.tm_mon = month - 1
    time.tm_mday = day
    let seconds = timegm(&time)
    guard seconds >= 0 else { return nil }
    self.init(secondsSince1970: seconds)
    // timegm takes the 31st of June for the 1st of July.
    guard description == String(text) else { return nil }
  }

  /// The days of a calendar month, `2026-11`; nil for another text.
  public static func days(ofMonth text: String) -> ClosedRange<UTCDay>? {
    guard let first = UTCDay(text + "-01") else { return nil }
    let last = (28...31).compactMap { UTCDay("\(text)-\($0)") }.last ?? first
    return first...last
  }

  /// The month of this day: `2026-11`.
  public var month: String { String(description.prefix(7)) }

  /// So many days later, or earlier where negative.
  public func advanced(by days: Int) -> UTCDay { UTCDay(number: number + days) }

  public static func < (left: UTCDay, right: UTCDay) -> Bool { left.number < right.number }

  /// `2026-11-27`.
  public var description: String {
    var seconds = time_t(number * 86_400)
    var time = tm()
    gmtime_r(&seconds, &time)
    func padded(_ number: Int32, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return "\(padded(time.tm_year + 1900, 4))-\(padded(time.tm_mon + 1, 2))-\(padded(time.tm_mday, 2))"
  }
}
