import Foundation
import ServiceAccounts
import Testing

@Suite("The file of keys", .timeLimit(.minutes(20)))
struct KeyFileTests {
  let folder: TemporaryFolder
  let file: KeyFile

  init() throws {
    folder = try TemporaryFolder()
    file = KeyFile(path: folder.file("keys.jsonl"))
  }

  @Test func `a key is made, kept with mode 600, and revoked once`() throws {
    let key = try file.add(account: "acme", subAccount: "uploader", note: "图片", now: 1_795_680_000)
    #expect(key.id.wholeMatch(of: /AKID[A-Za-z0-9]{32}/) != nil)
    #expect(key.secret.revealed.wholeMatch(of: /[A-Za-z0-9]{32}/) != nil)
    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let other = try file.add(now: 1_795_680_001)
    #expect(other.secret.revealed != key.secret.revealed)
    try file.revoke(key.id, now: 1_795_680_002)
    let kept = try file.keys()
    #expect(kept.map(\.id) == [key.id, other.id])
    #expect(kept[0].secret.revealed == key.secret.revealed)
    #expect(kept[0].account == "acme")
    #expect(kept[0].subAccount == "uploader")
    #expect(kept[0].created == 1_795_680_000)
    #expect(kept[0].revoked == 1_795_680_002)
    #expect(kept[0].note == "图片")
    #expect(kept[1].revoked == nil)
    let again = try #require(throws: AccountFileError.self) { try file.revoke(key.id, now: 1_795_680_003) }
    #expect(again.message.contains("2026-11-26T"))
    #expect(throws: AccountFileError.self) { try file.revoke("AKIDNOBODY", now: 0) }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["keys.jsonl", "keys.jsonl.lock"])
  }

  @Test(arguments: [0o640, 0o604, 0o620, 0o666, 0o601])
  func `a file that others may read or write is refused, with the way out`(_ mode: Int) throws {
    _ = try file.add(now: 1)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    let error = try #require(throws: AccountFileError.self) { try file.keys() }
    #expect(error.message.contains("chmod 600"))
    #expect(throws: AccountFileError.self) { try file.add(now: 2) }
  }

  @Test func `a folder and a file that is not there are refused`() throws {
    #expect(throws: AccountFileError.self) { try KeyFile(path: folder.path).keys() }
    #expect(throws: AccountFileError.self) { try KeyFile(path: folder.file("none")).keys() }
    #expect(throws: AccountFileError.self) { try KeyFile(path: folder.file("none")).revoke("AKIDx", now: 1) }
    #expect(!FileManager.default.fileExists(atPath: folder.file("none")))
  }

  @Test func `a file that belongs to somebody else is refused`() throws {
    try #require(FileManager.default.fileExists(atPath: "/etc/shadow"))
    if getuid() == 0 {
      _ = try file.add(now: 1)
      try FileManager.default.setAttributes([.ownerAccountID: 1], ofItemAtPath: file.path)
      let error = try #require(throws: AccountFileError.self) { try file.keys() }
      #expect(error.message.contains("belongs to user 1"))
    } else {
      #expect(throws: AccountFileError.self) { try KeyFile(path: "/etc/shadow").keys() }
    }
  }

  static let line =
    #"{"id":"AKIDEXAMPLE","secret":"secretKeyExample","account":"default","created":"2026-11-27T08:00:00Z"}"#

  @Test(arguments: [
    ("{", "is not an object"),
    ("[]", "is not an object"),
    (line.replacingOccurrences(of: "\"account\"", with: "\"acount\""), "has the key \"acount\""),
    (line.replacingOccurrences(of: "\"default\"", with: "5"), "account must be a text"),
    (line.replacingOccurrences(of: "08:00", with: "25:00"), "created must be a time"),
    (line.replacingOccurrences(of: "11-27", with: "11-31"), "created must be a time"),
    (line.replacingOccurrences(of: "secretKeyExample", with: "short"), "has 5 bytes"),
    (line.replacingOccurrences(of: "secretKeyExample", with: "secret Key Example"), "without blanks"),
    (line.replacingOccurrences(of: "AKIDEXAMPLE", with: "A.B.C.D"), "id must have"),
    (line + "\n" + line.replacingOccurrences(of: "KeyE", with: "keyE"), "stands in line 2 already"),
  ])
  func `a wrong line is told with its number and without a secret`(_ text: String, _ message: String) throws {
    try folder.write("\n" + text + "\n", to: "keys.jsonl")
    let error = try #require(throws: AccountFileError.self) { try file.keys() }
    #expect(error.description.contains(message), "\(error)")
    #expect(error.line == (text.contains("\n") ? 3 : 2))
    #expect(!error.description.contains("secret Key Example") && !error.description.contains("secretKey"))
  }

  @Test func `two writers at a time do not lose a key`() async throws {
    let file = file
    let made = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask { (0..<10).count { _ in (try? file.add(now: 1)) != nil } }
      }
      return await group.reduce(0, +)
    }
    #expect(made > 0)
    #expect(try file.keys().count == made)
  }

  @Test func `a link stays a link`() throws {
    let link = folder.file("link.jsonl")
    _ = try file.add(now: 1)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file.path)
    _ = try KeyFile(path: link).add(now: 2)
    #expect(try file.keys().count == 2)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file.path)
  }

  @Test func `a secret is shown by no description`() throws {
    let key = try Example.key()
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped, "\(key.secret)", String(reflecting: key.secret)] {
      #expect(!text.contains(Example.secret) && !text.contains("115, 101"), "\(text)")
    }
    #expect(key.secret.description == "••••••••")
  }

  @Test(arguments: [
    "", String(repeating: "x", count: 15), String(repeating: "x", count: 129), "secret key example", "sécretKeyExample",
  ])
  func `a secret has 16 to 128 printable characters`(_ text: String) { #expect(Secret(text) == nil) }
}
