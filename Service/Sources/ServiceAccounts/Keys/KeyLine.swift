import Foundation

/// A key as one line of JSON: `{"id":"AKID…","secret":"…","account":"default","created":"2026-11-27T08:00:00Z"}`.
enum KeyLine {
  private static let names = ["id", "secret", "account", "subAccount", "created", "revoked", "note"]

  static func parse(_ line: some Sequence<UInt8>) throws(AccountFileError) -> AccessKey {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line)), let values = object as? [String: Any] else {
      throw AccountFileError("is not an object of JSON")
    }
    var texts: [String: String] = [:]
    for (name, value) in values {
      guard names.contains(name) else {
        throw AccountFileError(
          "has the key \(AuthenticationFailure.quoted(name)); it may have \(names.joined(separator: ", "))")
      }
      guard let text = value as? String else { throw AccountFileError("\(name) must be a text") }
      texts[name] = text
    }
    func time(_ name: String) throws(AccountFileError) -> Int? {
      guard let text = texts[name] else { return nil }
      guard let seconds = UTCTime.seconds(of: text), text.contains("-") else {
        throw AccountFileError("\(name) must be a time like 2026-11-27T08:00:00Z")
      }
      return seconds
    }
    guard let id = texts["id"], let secret = texts["secret"] else {
      throw AccountFileError("lacks \(texts["id"] == nil ? "id" : "secret")")
    }
    guard let created = try time("created") else { throw AccountFileError("lacks created") }
    return try key(
      id, secret, account: texts["account"] ?? Account.defaultID, subAccount: texts["subAccount"], created: created,
      revoked: try time("revoked"), note: texts["note"])
  }

  /// A key of texts, checked.
  static func key(
    _ id: String, _ secret: String, account: String, subAccount: String?, created: Int? = nil, revoked: Int? = nil,
    note: String? = nil
  ) throws(AccountFileError) -> AccessKey {
    guard AccessKey.isID(id) else { throw AccountFileError("id must have 4 to 64 of A-Z, a-z, 0-9, _ and -") }
    guard let secret = Secret(secret) else {
      let allowed = Secret.allowedByteCounts
      throw AccountFileError(
        "the secret of \(id) has \(secret.utf8.count) bytes; it must have \(allowed.lowerBound) to \(allowed.upperBound) printable ones of ASCII, without blanks"
      )
    }
    for name in [account, subAccount].compactMap(\.self) where !IdentifierCharacters.isName(name) {
      throw AccountFileError("accounts and sub-accounts must have 1 to 64 of A-Z, a-z, 0-9, ., _ and -")
    }
    if let note, note.utf8.count > maximumNoteByteCount {
      throw AccountFileError("note has \(note.utf8.count) bytes; \(maximumNoteByteCount) are allowed")
    }
    return AccessKey(
      id: id, secret: secret, account: account, subAccount: subAccount, created: created, revoked: revoked, note: note)
  }

  static let maximumNoteByteCount = 256

  static func text(_ key: AccessKey) throws(AccountFileError) -> String {
    var values = ["id": key.id, "secret": key.secret.revealed, "account": key.account]
    values["subAccount"] = key.subAccount
    values["created"] = key.created.map(UTCTime.text)
    values["revoked"] = key.revoked.map(UTCTime.text)
    values["note"] = key.note
    guard
      let data = try? JSONSerialization.data(withJSONObject: values, options: [.sortedKeys, .withoutEscapingSlashes])
    else { throw AccountFileError("the key \(key.id) cannot be written as JSON") }
    return String(decoding: data, as: UTF8.self)
  }
}
