// Stand-in until the real one is merged.
public struct FetchFailure: Error, Hashable, Sendable {
  public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
    public static let schemeMissing = Code(rawValue: "schemeMissing")
    public static let schemeRefused = Code(rawValue: "schemeRefused")
    public static let urlInvalid = Code(rawValue: "urlInvalid")
    public static let userInfoRefused = Code(rawValue: "userInfoRefused")
    public static let bareAddress = Code(rawValue: "bareAddress")
    public static let hostInvalid = Code(rawValue: "hostInvalid")
    public static let portRefused = Code(rawValue: "portRefused")
    public static let addressRefused = Code(rawValue: "addressRefused")
    public static let nameNotFound = Code(rawValue: "nameNotFound")
    public static let connectionFailed = Code(rawValue: "connectionFailed")
    public static let tlsFailed = Code(rawValue: "tlsFailed")
    public static let statusRefused = Code(rawValue: "statusRefused")
    public static let redirectRefused = Code(rawValue: "redirectRefused")
    public static let tooManyRedirects = Code(rawValue: "tooManyRedirects")
    public static let tooLarge = Code(rawValue: "tooLarge")
    public static let emptyBody = Code(rawValue: "emptyBody")
    public static let encodingRefused = Code(rawValue: "encodingRefused")
    public static let cancelled = Code(rawValue: "cancelled")
    public static let busy = Code(rawValue: "busy")
    public static let timedOut = Code(rawValue: "timedOut")
  }
  public let code: Code
  public let publicMessage: String
  public init(_ code: Code, publicMessage: String) { (self.code, self.publicMessage) = (code, publicMessage) }
}
