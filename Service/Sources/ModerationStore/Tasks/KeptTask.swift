/// A task as it is kept. Times are in milliseconds since 1970.
public struct KeptTask: Sendable, Hashable {
  /// How far a task has come. What was being judged when the process died is waiting again.
  public enum State: String, Sendable, CaseIterable {
    /// Not judged yet.
    case waiting
    /// Judged; whoever asked is still to be told.
    case judged
    /// Told.
    case delivered
    /// Given up: nobody could be told. `resend` begins anew.
    case dead

    /// What stands in the file.
    var code: Int {
      switch self {
      case .waiting: 0
      case .judged: 1
      case .delivered: 2
      case .dead: 3
      }
    }
  }

  public let order: NewTask
  public internal(set) var state: State
  /// How many bytes of a picture are kept; 0 for none.
  public internal(set) var pictureByteCount: Int
  /// While it waits, how often judging was begun; afterwards, how many callbacks failed.
  public internal(set) var attempts: Int
  /// The pauses between those attempts, all together, in milliseconds.
  public internal(set) var pausedMilliseconds: Int64
  /// When the next attempt is due.
  public internal(set) var nextAttempt: Int64
  /// When the next attempt was decided on: were the clock to show less, it would have gone back.
  var scheduled: Int64
  /// What went wrong last.
  public internal(set) var lastError: String?
  public let accepted: Int64
  /// When it was judged; nil before.
  public internal(set) var judged: Int64?
  /// When it was delivered or given up; nil before.
  public internal(set) var ended: Int64?
  /// The callback's body; nil before it is judged and after it is delivered.
  public internal(set) var body: [UInt8]?

  public var id: String { order.id }
  public var account: String { order.account }

  /// The most bytes of a callback's body.
  public static let maximumBodyBytes = 1 << 20
  /// The most bytes of an error's text that are kept.
  public static let maximumErrorBytes = 500

  /// What is kept of an error's text.
  static func shortened(_ text: String) -> String {
    text.utf8.count <= maximumErrorBytes
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(maximumErrorBytes / 4)))
  }
}
