// Stand-in until the real one is merged.
public struct FetchFailure: Error, Hashable, Sendable {
  public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
    public static let timedOut = Code(rawValue: "timedOut")
  }
  public let code: Code
  public let publicMessage: String
  public init(_ code: Code, publicMessage: String) { (self.code, self.publicMessage) = (code, publicMessage) }
}
