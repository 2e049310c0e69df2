import Foundation
import ImageMatching
import Logging
import ModerationStore
import Testing

@testable import ModerationService

@Suite("Lists of libraries", .timeLimit(.minutes(20)))
struct LibraryListWriterTests {
  let folder: ScratchFolder
  let library = LibraryID(.pictures, account: "acme", name: "known")
  let words = LibraryID(.words, account: "acme", name: "ads")
  let author = LibraryAuthor(account: "acme", keyID: "AKID1", milliseconds: 1_795_780_800_000)

  init() throws { folder = try ScratchFolder() }

  var store: ServiceStore { get throws { try ServiceStore(path: folder.path + "/service.sqlite") } }

  func picture(_ name: String) -> NewPicture {
    NewPicture(
      entity: name, name: name,
      hash: PDQHash(
        words: [
          0x23A7_E62F_4A7A_A804, 0x17E8_F3BB_397A_0FBE, 0x061C_8431_B1B6_2F2D,
          0x97CB_F0F0_D820_84E7 ^ UInt64(name.utf8.first ?? 0),
        ]), quality: 100,
      sha256: "", content: "", tags: "")
  }

  func list(_ library: LibraryID) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: "\(folder.path)/\(library.file)")))
  }

  @Test func `a change is in its list when the writer has settled, and no draft is left`() async throws {
    let store = try store
    let writer = LibraryListWriter(store.lists, folder: folder.path, logger: TestEngine.logger)
    try await store.pictures.createGroup(
      NewPictureGroup(name: "known", title: "k", brief: "", capacity: 100, callsPerSecond: 1), by: author)
    for name in ["a", "b", "c", "d"] {
      try await store.pictures.add(picture(name), to: "known", by: author)
      await writer.changed(library)
    }
    await writer.settle()
    #expect(try list(library) == (try await store.lists.file(of: library)))
    #expect(try FingerprintList(parsing: try list(library), name: "x").entries.count == 4)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/lists") == ["acme.known.pictures.tsv"])
  }

  @Test func `a folder that cannot be written is known before anything is promised`() throws {
    let store = try store
    #expect(LibraryListWriter(store.lists, folder: folder.path, logger: TestEngine.logger).isPossible)
    #expect(!LibraryListWriter(store.lists, folder: folder.path + "/gone", logger: TestEngine.logger).isPossible)
  }

  @Test func `what others changed, lost or left is put right at the start, and told where it was changed`() async throws
  {
    let store = try store
    var kept = KeptLog()
    kept.logLevel = .debug
    let (events, handler) = (kept.events, kept)
    let writer = LibraryListWriter(store.lists, folder: folder.path, logger: Logger(label: "t") { _ in handler })
    try await store.pictures.createGroup(
      NewPictureGroup(name: "known", title: "k", brief: "", capacity: 100, callsPerSecond: 1), by: author)
    try await store.words.define([NewWordLibrary(name: "ads", account: "acme", suggestion: "BLOCK")], at: 1)
    try await writer.writeAll()
    let (pictures, text) = (try list(library), try list(words))
    #expect(events.count(of: "list overwritten") == 0)
    _ = try folder.write("mine\n", to: library.file)
    _ = try folder.write("half", to: "lists/.acme.known.pictures.tsv.1.draft")
    try FileManager.default.removeItem(atPath: "\(folder.path)/\(words.file)")
    try await writer.writeAll()
    #expect(try list(library) == pictures)
    #expect(try list(words) == text)
    #expect(events.count(of: "list overwritten") == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/lists").count == 2)
    // An older state of its own is no change by others.
    try await store.pictures.add(picture("a"), to: "known", by: author)
    try await writer.writeAll()
    #expect(events.count(of: "list overwritten") == 1)
    let writings = events.count(of: "list written")
    try await writer.writeAll()
    #expect(events.count(of: "list written") == writings)
  }

  @Test func `a process that is killed while it writes leaves whole lists, and its successor the newest`() async throws
  {
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let author = LibraryAuthor(account: "acme", keyID: "AKID1", milliseconds: 1)
      let store = try ServiceStore(path: path + "/service.sqlite")
      let writer = LibraryListWriter(store.lists, folder: path, logger: TestEngine.logger)
      try await store.words.define([NewWordLibrary(name: "ads", account: "acme", suggestion: "BLOCK")], at: 1)
      for number in 0..<40 {
        _ = try await store.words.add(
          [NewWord(content: "word\(number)", label: "Ad", kind: "Default", remark: "")], to: "ads", by: author)
        await writer.changed(LibraryID(.words, account: "acme", name: "ads"))
      }
      kill(getpid(), SIGKILL)
    }
    if let bytes = try? list(words) { #expect(LibraryLists.isUntouched(bytes)) }
    let store = try store
    #expect(try await store.words.library("ads", of: "acme").wordCount == 40)
    try await LibraryListWriter(store.lists, folder: folder.path, logger: TestEngine.logger).writeAll()
    #expect(try list(words) == (try await store.lists.file(of: words)))
    #expect(String(decoding: try list(words), as: UTF8.self).contains("word39\tAd\n"))
  }
}
