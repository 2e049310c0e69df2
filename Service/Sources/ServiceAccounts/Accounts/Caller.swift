/// Who sent a request, proved by one of the account's keys.
public struct Caller: Sendable, Hashable {
  /// The account as it stood when the request was looked at.
  public let account: Account
  /// The sub-account that holds the key; nil for the main account.
  public let subAccount: String?
  /// The id of the key, which is no secret.
  public let keyID: String
  /// What the key's holder may do.
  public let grants: Grants

  public init(account: Account, subAccount: String? = nil, keyID: String, grants: Grants) {
    self.account = account
    self.subAccount = subAccount
    self.keyID = keyID
    self.grants = grants
  }
}
