/// Keys of the environment, for containers: `MODERATION_KEYS=ID:SECRET[:ACCOUNT[:SUBACCOUNT]],…`.
///
/// Other processes of the same user can read a process's environment; it is read once and cannot be revoked without a
/// restart.
enum KeyEnvironment {
  static let name = "MODERATION_KEYS"

  static func keys(_ environment: [String: String]) throws(AccountFileError) -> [AccessKey] {
    guard let value = environment[name], !value.isEmpty else { return [] }
    var keys: [AccessKey] = []
    for (index, entry) in value.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
      let parts = entry.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard (2...4).contains(parts.count) else {
        throw AccountFileError(
          "entry \(index + 1) must be ID:SECRET[:ACCOUNT[:SUBACCOUNT]]; it has \(parts.count) parts", source: name)
      }
      do throws(AccountFileError) {
        keys.append(
          try KeyLine.key(
            parts[0], parts[1], account: parts.count > 2 ? parts[2] : Account.defaultID,
            subAccount: parts.count > 3 ? parts[3] : nil))
      } catch {
        throw AccountFileError("entry \(index + 1): \(error.message)", source: name)
      }
    }
    return keys
  }
}
