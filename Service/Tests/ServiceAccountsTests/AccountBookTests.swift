import Foundation
import ServiceAccounts
import Testing

@Suite("The book of accounts", .timeLimit(.minutes(20)))
struct AccountBookTests {
  let folder: TemporaryFolder
  let clock = ManualClock()

  init() throws { folder = try TemporaryFolder() }

  func book(_ environment: [String: String] = [:], accounts: Bool = false, keys: Bool = true) throws -> AccountBook {
    let clock = clock
    return try AccountBook(
      accountsPath: accounts ? folder.file("accounts.yaml") : nil, keysPath: keys ? folder.file("keys.jsonl") : nil,
      environment: environment, now: { clock.now })
  }

  func caller(_ book: AccountBook, _ key: AccessKey) -> Caller? {
    try? BearerKey.caller(ofToken: key.secret.revealed, in: book.directory())
  }

  @Test func `a revoked key stops with the first look after a second`() throws {
    let file = KeyFile(path: folder.file("keys.jsonl"))
    let key = try file.add(now: 1)
    let book = try book()
    #expect(caller(book, key)?.keyID == key.id)
    try file.revoke(key.id, now: 2)
    clock.advance(by: .milliseconds(999))
    #expect(caller(book, key) != nil)
    clock.advance(by: .milliseconds(1))
    #expect(caller(book, key) == nil)
    let added = try file.add(now: 3)
    clock.advance(by: .seconds(1))
    #expect(caller(book, added)?.keyID == added.id)
    #expect(book.problem == nil)
  }

  @Test func `a file that has become wrong changes nothing and is reported until it is right`() throws {
    let file = KeyFile(path: folder.file("keys.jsonl"))
    let key = try file.add(now: 1)
    let text = try String(contentsOfFile: file.path, encoding: .utf8)
    let book = try book()
    try folder.write("{", to: "keys.jsonl")
    clock.advance(by: .seconds(1))
    #expect(caller(book, key) != nil)
    #expect(book.problem?.line == 1)
    try FileManager.default.removeItem(atPath: file.path)
    clock.advance(by: .seconds(1))
    #expect(caller(book, key) != nil)
    #expect(book.problem?.message.contains("cannot be opened") == true)
    try folder.write(text, to: "keys.jsonl", mode: 0o644)
    clock.advance(by: .seconds(1))
    #expect(caller(book, key) != nil)
    #expect(book.problem?.message.contains("chmod 600") == true)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    clock.advance(by: .seconds(1))
    #expect(caller(book, key) != nil)
    #expect(book.problem == nil)
  }

  @Test func `accounts are read again, and a key whose account is gone proves nothing`() throws {
    try folder.write("accounts: {acme: {subAccounts: {u: [call]}}, other: }", to: "accounts.yaml")
    let file = KeyFile(path: folder.file("keys.jsonl"))
    let key = try file.add(account: "acme", subAccount: "u", now: 1)
    let stranger = try file.add(account: "acme", subAccount: "nobody", now: 1)
    let book = try book(accounts: true)
    #expect(caller(book, key)?.grants == .call)
    #expect(caller(book, key)?.subAccount == "u")
    #expect(caller(book, stranger)?.grants == [])
    try folder.write("accounts: {other: }", to: "accounts.yaml")
    clock.advance(by: .seconds(1))
    #expect(caller(book, key) == nil)
    #expect(book.problem?.message.contains("acme") == true)
  }

  @Test func `at first every mistake is an error`() throws {
    _ = try KeyFile(path: folder.file("keys.jsonl")).add(account: "acme", now: 1)
    let error = try #require(throws: AccountFileError.self) { try book() }
    #expect(error.message.contains("account acme"))
    #expect(throws: AccountFileError.self) { try book(accounts: true) }
  }

  @Test func `keys of the environment stand beside those of the file`() throws {
    let key = try KeyFile(path: folder.file("keys.jsonl")).add(now: 1)
    let book = try book(["MODERATION_KEYS": "AKIDEXAMPLE:secretKeyExample,AKIDTWO:secretKeyExampl2:default:u"])
    #expect(book.directory().liveKeyCount == 3)
    #expect(caller(book, key) != nil)
    #expect(caller(book, try Example.key())?.grants == .all)
    #expect(caller(book, try Example.key("AKIDTWO", "secretKeyExampl2"))?.subAccount == "u")
  }

  @Test(arguments: [
    "AKIDEXAMPLE", "AKIDEXAMPLE:", ":secretKeyExample", "A:B:C:D:E", "AKIDEXAMPLE:secretKeyExample,",
    "AKIDEXAMPLE:secretKeyExample:a b",
  ])
  func `a wrong entry of the environment is told without its secret`(_ value: String) throws {
    let error = try #require(throws: AccountFileError.self) { try book(["MODERATION_KEYS": value], keys: false) }
    #expect(error.description.hasPrefix("MODERATION_KEYS: entry "))
    #expect(!error.description.contains("secretKeyExample"))
  }
}
