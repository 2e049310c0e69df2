import ArgumentParser
import Foundation
import ServiceAccounts

/// `moderate keys`: makes, revokes and lists the keys that sign calls.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Make, revoke and list the keys that sign calls.",
    discussion: """
      An account may have several keys and either signs: add one, move the clients to it, revoke the other. A running \
      service reads the file again by itself; a revoked key is refused within two seconds.
      """,
    subcommands: [Add.self, Revoke.self, List.self])

  /// The files that every action needs.
  struct Files: ParsableArguments {
    @Option(name: .customLong("keys"), help: ArgumentHelp("The file of keys, mode 600.", valueName: "file"))
    var keysPath = "keys.jsonl"

    @Option(
      name: .customLong("accounts"),
      help: ArgumentHelp("The file of accounts; without it there is one account, default.", valueName: "file"))
    var accountsPath: String?

    var file: KeyFile { KeyFile(path: keysPath) }

    /// Refuses an account or sub-account for which the service would refuse every call.
    func check(account: String, subAccount: String?) throws {
      let accounts = try accountsPath.map { try AccountsFile.accounts(of: $0) } ?? [Account(id: Account.defaultID)]
      guard let found = accounts.first(where: { $0.id == account }) else {
        throw ValidationError(
          accountsPath.map { "\($0) has no account \(account): add it there first" }
            ?? "without --accounts the only account is \(Account.defaultID)")
      }
      if let subAccount, found.subAccounts[subAccount] == nil {
        throw ValidationError(
          accountsPath.map { "\($0) grants the sub-account \(subAccount) of \(account) nothing: add it there first" }
            ?? "sub-accounts get their grants from the file of --accounts")
      }
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key and print its id and its secret, this once.")

    @OptionGroup var files: Files
    @Option(help: "The account that the key belongs to.") var account = Account.defaultID
    @Option(help: "The sub-account that holds the key; without it the key has every grant.") var subAccount: String?
    @Option(help: "What to remember about the key, for `list`.") var note: String?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      try files.check(account: account, subAccount: subAccount)
      let key = try files.file.add(
        account: account, subAccount: subAccount, note: note, now: Int(Date.now.timeIntervalSince1970))
      if json {
        try print(jsonText(NewKey(id: key.id, secret: key.secret.revealed, account: account, subAccount: subAccount)))
      } else {
        print("id:     \(key.id)")
        print("secret: \(key.secret.revealed)")
        print("The secret is not shown again; \(files.keysPath) keeps it.")
      }
    }

    private struct NewKey: Encodable {
      let id: String
      let secret: String
      let account: String
      let subAccount: String?
    }
  }

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Revoke a key: it stops within two seconds.")

    @OptionGroup var files: Files
    @Argument(help: "The key's id.") var id: String

    func run() throws {
      try files.file.revoke(id, now: Int(Date.now.timeIntervalSince1970))
      print("revoked \(id)")
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List keys, without their secrets.")

    @OptionGroup var files: Files
    @Option(help: "Only this account's.") var account: String?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let keys = try files.file.keys().filter { account == nil || $0.account == account }.map(ListedKey.init)
      if json { return try print(jsonText(keys)) }
      let rows = keys.map {
        [$0.id, $0.account, $0.subAccount ?? "-", $0.created ?? "-", $0.revoked ?? "-", $0.note ?? "-"]
      }
      print(PlainTable(["ID", "ACCOUNT", "SUB-ACCOUNT", "CREATED", "REVOKED", "NOTE"], rows).text)
    }

    private struct ListedKey: Encodable {
      let id: String
      let account: String
      let subAccount: String?
      let created: String?
      let revoked: String?
      let note: String?

      init(_ key: AccessKey) {
        id = key.id
        account = key.account
        subAccount = key.subAccount
        created = key.created.map(Self.text)
        revoked = key.revoked.map(Self.text)
        note = key.note
      }

      private static func text(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
      }
    }
  }
}

/// A value as indented JSON with sorted keys.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
