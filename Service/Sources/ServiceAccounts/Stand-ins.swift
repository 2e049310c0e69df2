// Stand-in until the real one is merged.
public struct AuthenticationFailure: Error, Hashable, Sendable {
  public let message: String
  public let tencentCode: String
  public init(tencentCode: String, message: String) { (self.tencentCode, self.message) = (tencentCode, message) }
}
public struct Caller: Hashable, Sendable {
  public let account: String
  public let subAccount: String?
  public let keyID: String
  public init(account: String, subAccount: String?, keyID: String) {
    (self.account, self.subAccount, self.keyID) = (account, subAccount, keyID)
  }
}
