/// A measured or an allowed value of a limit. The limit's name carries the unit.
public enum MeasuredValue: Hashable, Sendable, CustomStringConvertible {
  /// A count of bytes, pixels or frames.
  case count(Int)
  /// A ratio.
  case ratio(Double)
  /// A name or a list of names.
  case text(String)

  public var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .ratio(let ratio): "\(ratio)"
    case .text(let text): text
    }
  }
}
