import Digests

/// The accounts and keys of one moment; never changes.
public struct AccountDirectory: Sendable {
  /// The accounts by id.
  public let accounts: [String: Account]
  let keys: [String: AccessKey]
  /// Ids of keys by the HMAC of their secret, under a key of this process alone: how a token is found without telling
  /// by its time how much of it was right.
  private let idsByTokenDigest: [[UInt8]: String]
  private let digestKey: [UInt8]

  /// The most keys, revoked ones included.
  public static let maximumKeyCount = 10_000

  /// - Throws: `AccountFileError` when two accounts share an id, or two keys an id or a secret.
  public init(accounts: [Account], keys: [AccessKey]) throws(AccountFileError) {
    var byID: [String: Account] = [:]
    for account in accounts where byID.updateValue(account, forKey: account.id) != nil {
      throw AccountFileError("two accounts have the id \(account.id)")
    }
    guard keys.count <= Self.maximumKeyCount else {
      throw AccountFileError("there are \(keys.count) keys; \(Self.maximumKeyCount) are allowed")
    }
    var random = SystemRandomNumberGenerator()
    let digestKey = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    var keysByID: [String: AccessKey] = [:]
    var idsByTokenDigest: [[UInt8]: String] = [:]
    for key in keys {
      guard keysByID.updateValue(key, forKey: key.id) == nil else {
        throw AccountFileError("two keys have the id \(key.id)")
      }
      guard let digest = HMACDigest(.sha256, of: key.secret.bytes.span.bytes, key: digestKey.span.bytes) else {
        throw AccountFileError("libcrypto refuses HMAC with SHA-256")
      }
      if let other = idsByTokenDigest.updateValue(key.id, forKey: digest.bytes) {
        throw AccountFileError("the keys \(other) and \(key.id) have the same secret: make another with `keys add`")
      }
    }
    self.accounts = byID
    self.keys = keysByID
    self.idsByTokenDigest = idsByTokenDigest
    self.digestKey = digestKey
  }

  /// How many keys sign, revoked ones apart.
  public var liveKeyCount: Int { keys.values.count { $0.revoked == nil && accounts[$0.account] != nil } }

  /// The first key, by id, of an account that is not there: such a key proves nothing.
  var keyWithoutAccount: AccessKey? {
    keys.values.filter { $0.revoked == nil && accounts[$0.account] == nil }.min { $0.id < $1.id }
  }

  /// The key of an id, if it may sign.
  func liveKey(_ id: String) throws(AuthenticationFailure) -> (key: AccessKey, caller: Caller) {
    guard let key = keys[id], let account = accounts[key.account] else {
      throw .unknownKey(id)
    }
    guard key.revoked == nil else { throw .revokedKey(id) }
    let grants = key.subAccount.map { account.subAccounts[$0] ?? [] } ?? .all
    return (key, Caller(account: account, subAccount: key.subAccount, keyID: key.id, grants: grants))
  }

  /// The id of the key whose secret this is.
  func keyID(ofToken token: some StringProtocol) -> String? {
    HMACDigest(.sha256, of: String(token), key: digestKey).flatMap { idsByTokenDigest[$0.bytes] }
  }
}
