/// The id of a record: later records have greater ids, and texts of ids are in the same order.
///
/// 43 bits of the time in milliseconds since 1970 and 20 that are random, written with 13 digits of `0-9 a-v`.
public struct RecordID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// As the store has it; never negative.
  public let number: Int64

  private static let randomBits: Int64 = 20
  /// The latest time that an id has, in milliseconds since 1970: in the year 2248.
  private static let maximumMilliseconds = Int64(1) << 43 - 1
  private static let digitCount = 13
  private static let digits = Array("0123456789abcdefghijklmnopqrstuv".utf8)
  private static let ids = RecordIDs()

  init(number: Int64) { self.number = max(0, number) }

  /// Makes an id that is greater than every one that this process made before, also where the clock went back by up to
  /// `RecordIDs.maximumStepBackMilliseconds`: it then has the last one's time. Of a clock that went back further ids
  /// have its time.
  ///
  /// - Parameter milliseconds: When the picture was judged, since 1970.
  public static func new(at milliseconds: Int64) -> RecordID { ids.new(at: milliseconds) }

  /// Goes on behind an id of an earlier process.
  static func resume(from id: RecordID) { ids.resume(from: id) }

  /// An id of a moment, one of the million that it has.
  static func random(at milliseconds: Int64) -> RecordID {
    RecordID(number: first(at: milliseconds).number + .random(in: 0..<(1 << randomBits)))
  }

  /// The least id of a time in milliseconds since 1970.
  public static func first(at milliseconds: Int64) -> RecordID {
    RecordID(number: min(max(milliseconds, 0), maximumMilliseconds) << randomBits)
  }

  /// The id after this one.
  var next: RecordID { RecordID(number: number == .max ? number : number + 1) }

  /// Reads an id's text; nil for another text.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == Self.digitCount else { return nil }
    var value: UInt64 = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 5 | UInt64(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "v"): value = value << 5 | UInt64(byte - UInt8(ascii: "a") + 10)
      default: return nil
      }
    }
    // 13 digits hold 65 bits: the first digit is at most 7, or the top is lost.
    guard let first = text.utf8.first, first <= UInt8(ascii: "7"), value <= UInt64(Int64.max) else { return nil }
    number = Int64(value)
  }

  /// When the picture was judged, in milliseconds since 1970.
  public var milliseconds: Int64 { number >> Self.randomBits }

  public var description: String {
    let bytes = (0..<Self.digitCount).map { place in
      Self.digits[Int(number >> Int64(5 * (Self.digitCount - 1 - place)) & 31)]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  public static func < (left: RecordID, right: RecordID) -> Bool { left.number < right.number }
}
