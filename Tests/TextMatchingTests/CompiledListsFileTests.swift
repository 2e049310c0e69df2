import Foundation
import Synchronization
import TestFixtures
import Testing

@testable import Lists
@testable import TextMatching

@Suite("compiled lists", .timeLimit(.minutes(20)))
struct CompiledListsFileTests {
  static let text = """
    # name: night
    # without: joinedLetters
    美女&包夜\tPorn
    加微信\tAd\tREVIEW
    毛
    毛\tPorn
    毛巾\t\tEXEMPT
    gadget\tGadgets
    CASINO
    """

  /// Collects what a folder reports.
  final class Reports: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func note(_ text: String) { texts.withLock { $0.append(text) } }
  }

  static func withFolder<Result>(
    maximumByteCount: Int = CompiledFolder.maximumByteCount, _ body: (CompiledFolder, Reports) throws -> Result
  ) throws -> Result {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("compiled-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let reports = Reports()
    return try body(
      CompiledFolder(path + "/deep/words", maximumByteCount: maximumByteCount, minimumSourceByteCount: 0) {
        reports.note($0)
      }, reports)
  }

  static func files(_ folder: CompiledFolder) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted().map { "\(folder.path)/\($0)" }
  }

  static let lines = ["美女 C4SINO", "加薇信", "毛巾 包夜", "毛", "gadget"]

  static func matcher(_ folder: CompiledFolder?, _ text: String = text) throws -> WordMatcher {
    let list = try WordList(parsing: Array(text.utf8), name: "list", keepingIn: folder)
    return try WordMatcher([list], keepingIn: folder)
  }

  @Test("what is kept and opened again is the list that was read and finds what it found")
  func roundTrip() throws {
    try Self.withFolder { folder, reports in
      let fresh = try Self.matcher(nil)
      #expect(Self.files(folder).isEmpty)
      let built = try Self.matcher(folder)
      #expect(Self.files(folder).count == 2)
      let opened = try Self.matcher(folder)
      for matcher in [built, opened] {
        #expect(matcher.lists == fresh.lists)
        #expect(matcher.lists[0].notices == fresh.lists[0].notices && matcher.lists[0].noticeCount == 2)
        #expect(Array(matcher.lists[0].entries) == Array(fresh.lists[0].entries))
        #expect(matcher.lists[0].without == .joinedLetters && matcher.lists[0].name == "night")
        #expect(matcher.lists[0].labels == fresh.lists[0].labels)
        #expect(matcher.matches(in: Self.lines) == fresh.matches(in: Self.lines))
      }
      #expect(fresh.matches(in: Self.lines).hits.count == 5)
      #expect(reports.all.isEmpty)
      // Of small lists nothing is kept unless that is asked for.
      let usual = CompiledFolder(folder.path)
      _ = try Self.matcher(usual, Self.text + "\nother")
      #expect(Self.files(folder).count == 2)
      _ = try Self.matcher(folder, Self.text + "\nmore")
      #expect(Self.files(folder).count == 4)
    }
  }

  @Test("a damaged, cut, empty or foreign file is made again, and said so once", arguments: 0..<6)
  func damage(kind: Int) throws {
    try Self.withFolder { folder, reports in
      let fresh = try Self.matcher(folder)
      let files = Self.files(folder)
      for path in files {
        var bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        switch kind {
        case 0: bytes[bytes.count / 2] ^= 1
        case 1: bytes.removeLast(10)
        case 2: bytes = []
        case 3: bytes = Array("no compiled list, but text that is long enough to be taken for one".utf8)
        case 4: bytes[8] += 1  // the format
        default: bytes[40] ^= 1  // the key
        }
        try FileManager.default.removeItem(atPath: path)
        try Data(bytes).write(to: URL(filePath: path))
      }
      let again = try Self.matcher(folder)
      #expect(again.matches(in: Self.lines) == fresh.matches(in: Self.lines))
      #expect(reports.all.count == 2, "\(reports.all)")
      #expect(reports.all.allSatisfy { $0.contains(folder.path) })
      _ = try Self.matcher(folder)
      #expect(reports.all.count == 2)
    }
  }

  /// A file whose checksum is right, whatever its bytes say: as somebody would forge it.
  static func forged(_ bytes: [UInt8], at path: String) throws {
    var bytes = bytes
    let start = MemoryLayout<CompiledFile.Header>.stride
    let sum = bytes[start...].withUnsafeBytes { CompiledFile.checksum($0) }
    withUnsafeBytes(of: sum) { sum in
      for (offset, byte) in sum.enumerated() { bytes[24 + offset] = byte }
    }
    try? FileManager.default.removeItem(atPath: path)
    try Data(bytes).write(to: URL(filePath: path))
  }

  @Test("no bit that flips is trusted, and none that is forged traps or hangs", arguments: 1...12)
  func flips(seed: UInt64) throws {
    var generator = SplitMix(seed: seed)
    try Self.withFolder { folder, reports in
      let fresh = try Self.matcher(folder).matches(in: Self.lines)
      let files = Self.files(folder)
      let originals = try files.map { try [UInt8](Data(contentsOf: URL(filePath: $0))) }
      for (path, original) in zip(files, originals) {
        for _ in 0..<25 {
          var bytes = original
          let place = Int.random(in: bytes.indices, using: &generator)
          bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
          try? FileManager.default.removeItem(atPath: path)
          try Data(bytes).write(to: URL(filePath: path))
          let before = reports.all.count
          let hits = try Self.matcher(folder).matches(in: Self.lines)
          #expect(hits == fresh && reports.all.count == before + 1, "byte \(place)")
          // The same with a sum that fits: it may find anything, and has to end.
          bytes = original
          for _ in 0..<Int.random(in: 1...8, using: &generator) {
            let place = Int.random(in: MemoryLayout<CompiledFile.Header>.stride..<bytes.count, using: &generator)
            bytes[place] = UInt8.random(in: 0...255, using: &generator)
          }
          try Self.forged(bytes, at: path)
          _ = try? Self.matcher(folder).matches(in: Self.lines)
        }
        try? FileManager.default.removeItem(atPath: path)
      }
    }
  }

  @Test("a folder that cannot be made or written is done without")
  func unwritable() throws {
    let fresh = try Self.matcher(nil).matches(in: Self.lines)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("file-\(UUID().uuidString)").path
    try Data().write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    for path in [file, file + "/below", "/proc/nowhere", ""] {
      #expect(try Self.matcher(CompiledFolder(path, minimumSourceByteCount: 0)).matches(in: Self.lines) == fresh)
    }
    // Too little room for any.
    try Self.withFolder(maximumByteCount: 100) { folder, _ in
      let hits = try Self.matcher(folder).matches(in: Self.lines)
      #expect(hits == fresh && Self.files(folder).isEmpty)
    }
  }

  @Test("the folder holds no more bytes than it may, and what was used longest ago goes first")
  func bound() throws {
    let key = try #require(CompiledKey(["size"]))
    let byteCount = CompiledFile([CompiledTable([UInt64](repeating: 1, count: 1000))], kind: .words, key: key).byteCount
    try Self.withFolder(maximumByteCount: byteCount * 3) { folder, _ in
      let keys = (0..<5).compactMap { CompiledKey(["\($0)"]) }
      func isKept(_ key: CompiledKey) -> Bool { FileManager.default.fileExists(atPath: folder.path(of: key)) }
      for (age, key) in keys.enumerated() {
        folder.keep(
          CompiledFile([CompiledTable([UInt64](repeating: 1, count: 1000))], kind: .words, key: key), for: key)
        var times = [timespec(tv_sec: 1000 + age, tv_nsec: 0), timespec(tv_sec: 1000 + age, tv_nsec: 0)]
        utimensat(AT_FDCWD, folder.path(of: key), &times, 0)
        // The first is used again and again, which keeps it.
        _ = folder.product(of: keys[0], kind: .words) { $0.tableCount }
      }
      #expect(keys.map(isKept) == [true, false, false, true, true])
      // What is not ours stays.
      try Data("x".utf8).write(to: URL(filePath: folder.path + "/README"))
      #expect(FileManager.default.fileExists(atPath: folder.path + "/README"))
    }
  }

  @Test("whoever changes what is compiled raises the number, so that no program opens what another one made")
  func revision() throws {
    let list = try WordList(parsing: Array(Self.text.utf8), name: "list")
    let tables = try CompiledWordsBuilder([list], readings: Set(WordReading.all), groups: [list.without]).tables()
    let file = CompiledFile(tables, kind: .words, key: .none)
    var sum: UInt64 = 0
    file.withBytes { bytes in
      bytes.withUnsafeBytes { sum = CompiledFile.checksum(UnsafeRawBufferPointer(rebasing: $0[128...])) }
    }
    #expect(WordTables.number == 2 && CompiledFile.formatVersion == 1)
    #expect(sum == 2_136_144_823_284_140_342, "tables changed: raise WordTables.number, and write their sum here")
  }
}
