/// A key of an account: an id that is sent, and a secret that signs.
///
/// An account has as many as it likes and either signs, so that one is replaced without a pause: add the second, move
/// the clients, revoke the first.
public struct AccessKey: Sendable {
  /// 4 to 64 of `A-Z a-z 0-9 _ -`.
  public let id: String
  /// What signs.
  public let secret: Secret
  /// The id of the account.
  public let account: String
  /// The sub-account that holds it; nil for the main account.
  public let subAccount: String?
  /// When it was made, in seconds since 1970 (UTC); nil for a key of the environment.
  public let created: Int?
  /// When it was revoked, in seconds since 1970 (UTC); nil for a key that signs.
  public internal(set) var revoked: Int?
  /// What its owner wrote beside it.
  public let note: String?

  public init(
    id: String, secret: Secret, account: String = Account.defaultID, subAccount: String? = nil, created: Int? = nil,
    revoked: Int? = nil, note: String? = nil
  ) {
    self.id = id
    self.secret = secret
    self.account = account
    self.subAccount = subAccount
    self.created = created
    self.revoked = revoked
    self.note = note
  }

  /// Whether a text can be the id of a key.
  static func isID(_ text: String) -> Bool {
    text.utf8.count >= 4 && IdentifierCharacters.isName(text, marks: "_-")
  }
}
