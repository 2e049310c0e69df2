import Glibc

/// Instants as the signatures and files write them, in UTC; seconds are counted from 1970.
enum UTCTime {
  /// The seconds that have four-digit years: 1970 to 9999.
  static let range = 0...253_402_300_799

  /// `2026-11-27`.
  static func day(_ seconds: Int) -> String {
    let time = fields(seconds)
    return "\(padded(Int(time.tm_year) + 1900, 4))-\(padded(Int(time.tm_mon) + 1, 2))-\(padded(Int(time.tm_mday), 2))"
  }

  /// `2026-11-27T08:00:00Z`.
  static func text(_ seconds: Int) -> String {
    let time = fields(seconds)
    let clock = [time.tm_hour, time.tm_min, time.tm_sec].map { padded(Int($0), 2) }.joined(separator: ":")
    return "\(day(seconds))T\(clock)Z"
  }

  /// The seconds of `2026-11-27T08:00:00Z` or, compact, `20261127T080000Z`; nil for any other text.
  static func seconds(of text: String) -> Int? {
    let digits = text.utf8.filter { (0x30...0x39).contains($0) }.map { Int($0) - 0x30 }
    guard digits.count == 14 else { return nil }
    func number(_ range: Range<Int>) -> Int32 { Int32(digits[range].reduce(0) { $0 * 10 + $1 }) }
    var time = tm()
    time.tm_year = number(0..<4) - 1900
    time.tm_mon = number(4..<6) - 1
    time.tm_mday = number(6..<8)
    time.tm_hour = number(8..<10)
    time.tm_min = number(10..<12)
    time.tm_sec = number(12..<14)
    let seconds = timegm(&time)
    // timegm takes the 31st of June for the 1st of July: only what reads back the same was a time.
    guard range.contains(seconds) else { return nil }
    let long = self.text(seconds)
    return text == long || text == compact(long) ? seconds : nil
  }

  private static func compact(_ text: String) -> String { String(text.filter { $0 != "-" && $0 != ":" }) }

  private static func fields(_ seconds: Int) -> tm {
    var value = time_t(min(max(seconds, range.lowerBound), range.upperBound))
    var result = tm()
    gmtime_r(&value, &result)
    return result
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// A count of seconds as clients send it: digits of ASCII alone.
  static func count(_ text: String) -> Int? {
    guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
