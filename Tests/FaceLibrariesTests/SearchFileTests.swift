import Foundation
import ImageMatching
import ModerationCore
import TestFixtures
import Testing

@testable import FaceLibraries

@Suite("Search files", .timeLimit(.minutes(20)))
struct SearchFileTests {
  static func file(_ held: TemporaryFolderLibrary) -> URL {
    URL(filePath: "\(held.folder.cache)/\(held.library.id).search")
  }

  static func layout(of bytes: [UInt8]) throws -> SearchLayout {
    let header = bytes.withUnsafeBytes { SearchHeader($0) }
    let counts = try #require(header?.counts)
    return try #require(SearchLayout(counts))
  }

  static func nearest(_ search: FaceSearch, _ seed: UInt64) throws -> String? {
    try search.nearest(to: try MadeUp.embedding(seed), count: 1, in: search.scope(of: search.groups.indices)).first?
      .person.id.text
  }

  @Test("a search file is made once, taken again, and made anew when the library has changed")
  func cached() throws {
    let held = try TemporaryFolderLibrary()
    let first = try FaceSearch(held.library, cache: held.folder.cache)
    #expect(try Self.nearest(first, 3) == "q")
    let made = try Data(contentsOf: Self.file(held))
    #expect(made.count == first.mappedByteCount)
    _ = try FaceSearch(held.library, cache: held.folder.cache)
    #expect(try FileManager.default.contentsOfDirectory(atPath: held.folder.cache).count == 1)
    let person = try MadeUp.id("q")
    _ = try held.library.write { writer throws(HostFailure) in try writer.remove(person: person) }
    let second = try FaceSearch(held.library, cache: held.folder.cache)
    #expect(second.faceCount == 3)
    #expect(try Self.nearest(second, 3) != "q")
    // What was opened before stays as it was.
    #expect(try Self.nearest(first, 3) == "q")
    #expect(try Data(contentsOf: Self.file(held)) != made)
  }

  @Test("a damaged search file is made again", arguments: 0..<40)
  func damaged(seed: UInt64) throws {
    let held = try TemporaryFolderLibrary()
    _ = try FaceSearch(held.library, cache: held.folder.cache)
    var bytes = [UInt8](try Data(contentsOf: Self.file(held)))
    let whole = bytes
    var random = SplitMix(seed: seed)
    let layout = try Self.layout(of: bytes)
    switch seed % 4 {
    case 0: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
    case 1: bytes[Int.random(in: 0..<170, using: &random)] ^= 1
    default: bytes[Int.random(in: layout.checked, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
    }
    try Data(bytes).write(to: Self.file(held))
    let search = try FaceSearch(held.library, cache: held.folder.cache)
    #expect(try Self.nearest(search, 3) == "q")
    #expect([UInt8](try Data(contentsOf: Self.file(held))) == whole)
  }

  @Test("a damaged row of numbers is an error, never an answer")
  func damagedRow() throws {
    let held = try TemporaryFolderLibrary()
    _ = try FaceSearch(held.library, cache: held.folder.cache)
    var bytes = [UInt8](try Data(contentsOf: Self.file(held)))
    let layout = try Self.layout(of: bytes)
    for index in layout.rows { bytes[index] ^= 1 }
    try Data(bytes).write(to: Self.file(held))
    let search = try FaceSearch(held.library, cache: held.folder.cache)
    let face = try MadeUp.embedding(3)
    let failure = MadeUp.failure { () throws(HostFailure) in
      _ = try search.nearest(to: face, count: 1, in: search.scope(of: [0]))
    }
    #expect(failure?.code == .invalidLibrary)
  }

  @Test(
    "without a cache that can be written, a search is made in memory", arguments: ["", "/proc/none", "/dev/null/x"])
  func noCache(cache: String) throws {
    let held = try TemporaryFolderLibrary()
    #expect(try Self.nearest(try FaceSearch(held.library, cache: cache), 3) == "q")
    #expect(try Self.nearest(try FaceSearch(held.library, cache: nil), 3) == "q")
  }

  @Test("a draft that a killed program left, or that another works at, is in nobody's way")
  func drafts() throws {
    let held = try TemporaryFolderLibrary()
    try FileManager.default.createDirectory(atPath: held.folder.cache, withIntermediateDirectories: true)
    let draft = "\(held.folder.cache)/\(held.library.id).draft"
    try Data([UInt8](repeating: 7, count: 100_000)).write(to: URL(filePath: draft))
    let file = open(draft, O_RDWR)
    #expect(flock(file, LOCK_EX) == 0)
    #expect(try Self.nearest(try FaceSearch(held.library, cache: held.folder.cache), 3) == "q")
    #expect(try Data(contentsOf: URL(filePath: draft)).count == 100_000)
    close(file)
    #expect(try Self.nearest(try FaceSearch(held.library, cache: held.folder.cache), 3) == "q")
    #expect(try FileManager.default.contentsOfDirectory(atPath: held.folder.cache) == ["\(held.library.id).search"])
  }

  @Test("CRC-32C is that of RFC 3720")
  func checksum() {
    // Appendix B.4: 32 bytes of zeros, and 32 of ones.
    let zeros = [UInt8](repeating: 0, count: 32)
    let ones = [UInt8](repeating: 255, count: 32)
    #expect(zeros.withUnsafeBytes { SearchRow.checksum($0) } == 0x8A91_36AA)
    #expect(ones.withUnsafeBytes { SearchRow.checksum($0) } == 0x62A8_AB43)
  }
}
