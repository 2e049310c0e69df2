import ServiceAccounts
import Testing

@Suite("The file of accounts", .timeLimit(.minutes(20)))
struct AccountsFileTests {
  func read(_ text: String) throws -> [Account] {
    let folder = try TemporaryFolder()
    return try AccountsFile.accounts(of: folder.write(text, to: "accounts.yaml", mode: 0o644))
  }

  @Test func `every key is read`() throws {
    let accounts = try read(
      """
      accounts:
        plain:
        acme:
          services: [ims, tiia]
          rates: {ims: 200, tiia: 5}
          policy: strict
          bizTypes: {avatars: relaxed, album: {policy: own, application: Chat, scene: 相册}, bare: {policy: own}}
          subAccounts: {uploader: [call], auditor: [readRecords, manage], idle: []}
          freeQuota: {ims.ImageModeration: 10000}
      """)
    #expect(accounts.map(\.id) == ["acme", "plain"])
    #expect(accounts[1] == Account(id: "plain"))
    let acme = accounts[0]
    #expect(acme.services == [.ims, .tiia])
    #expect(acme.callsPerSecond(of: .ims) == 200)
    #expect(acme.callsPerSecond(of: .tiia) == 5)
    #expect(acme.subAccounts == ["uploader": .call, "auditor": [.readRecords, .manage], "idle": []])
    #expect(acme.freeQuota == ["ims.ImageModeration": 10000])
    #expect(try acme.policyName(bizType: nil) == "strict")
    #expect(try acme.policyName(bizType: "") == "strict")
    #expect(try acme.policyName(bizType: "avatars") == "relaxed")
    #expect(try acme.policyName(bizType: "album") == "own")
    #expect(acme.scenes["album"] == ApplicationScene(application: "Chat", name: "相册"))
    #expect(acme.scenes["bare"] == ApplicationScene(application: "", name: "bare"))
    #expect(acme.scenes["avatars"] == nil)
    #expect(try acme.policyName(bizType: "night_shift") == "night_shift")
    #expect(try accounts[1].policyName(bizType: nil) == nil)
  }

  @Test(arguments: ["ab", String(repeating: "x", count: 33), "a-b", "图片审", "a b", "abc\u{0301}"])
  func `a BizType has 3 to 32 letters, digits and underscores`(_ name: String) {
    let error = #expect(throws: BizTypeError.self) { try Account(id: "a").policyName(bizType: name) }
    #expect(error?.byteCount == name.utf8.count)
  }

  @Test(arguments: ["abc", String(repeating: "x", count: 32), "A_9"])
  func `a BizType at its limits names a policy`(_ name: String) throws {
    #expect(try Account(id: "a").policyName(bizType: name) == name)
  }

  @Test(arguments: [
    ("accounts: {a: {services: [imz]}}", "1: accounts.a.services[0]: must be one of ims, tiia"),
    ("accounts: {a: {services: [ims, ims]}}", "twice"),
    ("accounts: {a: {services: ims}}", "must be a list"),
    ("accounts:\n  a:\n    rate: {ims: 1}", ":3: accounts.a: has the key \"rate\"; it may have services"),
    ("accounts:\n  a:\n    rates: {ims: 0}", ":3: accounts.a.rates.ims: must be a whole number from 1 to 10000"),
    ("accounts: {a: {rates: {ims: 10001}}}", "whole number from 1 to 10000"),
    ("accounts: {a: {rates: {ims: \"5\"}}}", "whole number"),
    ("accounts: {a: {rates: {imz: 5}}}", "has the key \"imz\""),
    ("accounts: {a: {bizTypes: {ab: p}}}", "3 to 32"),
    ("accounts: {a: {bizTypes: {abc: ../p}}}", "name of a policy"),
    ("accounts: {a: {bizTypes: {abc: {scene: s}}}}", "must have the key policy"),
    ("accounts: {a: {bizTypes: {abc: {policy: p, scenes: s}}}}", "has the key \"scenes\""),
    ("accounts: {a: {bizTypes: {abc: {policy: p, scene: \"a\\tb\"}}}}", "control characters"),
    ("accounts: {a: {subAccounts: {s: [all]}}}", "must be one of call, readRecords, manage"),
    ("accounts: {a: {freeQuota: {imz.Do: 5}}}", "ims.ImageModeration"),
    ("accounts: {a: {freeQuota: {ims.Do: -5}}}", "whole number from 0"),
    ("accounts: {\"a b\": {}}", "an account's id must have"),
    ("accounts: {}", "at least one account"),
    ("accounts: [a]", "must be a mapping"),
    ("account: {a: {}}", "has the key \"account\"; it may have accounts"),
    ("accounts:\n  a: {}\n  a: {}", "twice"),
    ("accounts: {a: {policy: [x]}}", "must be a text"),
    ("accounts: [", "is not YAML"),
    ("", "is empty"),
  ])
  func `a mistake is told with its place and what is allowed`(_ text: String, _ message: String) throws {
    let error = try #require(throws: AccountFileError.self) { try read(text) }
    #expect(error.description.contains(message), "\(error)")
  }

  @Test func `two accounts of one id, and two keys of one id or secret, are errors`() throws {
    #expect(throws: AccountFileError.self) {
      try AccountDirectory(accounts: [Account(id: "a"), Account(id: "a")], keys: [])
    }
    let one = try Example.key()
    #expect(throws: AccountFileError.self) { try Example.directory([one, one]) }
    let same = try Example.key("AKIDOTHER")
    let error = try #require(throws: AccountFileError.self) { try Example.directory([one, same]) }
    #expect(error.description.contains("same secret"))
    #expect(!error.description.contains(Example.secret))
  }
}
