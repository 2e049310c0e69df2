import Foundation
import ModerationStore
import Testing

@testable import ModerationService

/// `moderation-service records`, run as operators run it.
@Suite("moderate records", .timeLimit(.minutes(20)))
struct RecordsCommandTests {
  private let folder: ScratchFolder
  private var store: String { folder.path + "/service.sqlite" }
  private var ids: [RecordID] = []
  private static let noon: Int64 = 1_795_780_800_000
  private static let pdq = "d76d4330f1446beab0c11fdecb91ce375bc8fbbcbde5c0994164d8399f767c45"

  init() async throws {
    folder = try ScratchFolder()
    let records = (0..<3).map { index in
      var record = ModerationRecord(
        id: .new(at: Self.noon + Int64(index)), account: "default", key: "AKID1", interface: "ims.ImageModeration")
      (record.suggestion, record.text, record.dataID) = (
        "PASS", ["赌博", "hello", "\u{1B}[2J别的"][index], "photo-\(index)"
      )
      record.sha256 = String(repeating: "0\(index)", count: 32)
      record.fingerprint = .init(pdq: index == 1 ? Self.pdq : String(repeating: "c3", count: 32), quality: 90)
      record.result = "{\"source\":\"\(record.id)\"}"
      record.thumbnail = index == 0 ? [0xFF, 0xD8] : nil
      return record
    }
    try await ServiceStore(path: store).records.add(records)
    ids = records.map(\.id)
  }

  /// - Parameter limit: What the shell is to do before.
  private func run(_ action: String, _ arguments: String..., limit: String = "") throws -> Command.Ended {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "moderation-service").path
    let quoted = ([program, "records", action, "--store", store] + arguments).map {
      "'" + $0.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
    return try Command.run("sh", "-c", limit + quoted.joined(separator: " "))
  }

  @Test("finds records and shows nothing that moves the cursor")
  func search() throws {
    let found = try run("search", "--text", "赌博", "--count")
    #expect(found.status == 0)
    #expect(found.output.contains("\(ids[0])") && !found.output.contains("\(ids[1])"))
    #expect(found.errors.contains("1 records"))
    let all = try run("search")
    #expect(all.output.split(separator: "\n").count == 4)
    #expect(!all.output.contains("\u{1B}"))
    #expect(try run("search", "--account", "other", "--json").output.isEmpty)
    #expect(try run("search", "--pdq", Self.pdq + ":3", "--json").output.contains("\"distanceBits\":0"))
    #expect(try run("search", "--limit", "0").status == 64)
    #expect(try run("show", "\(ids[2])").output.contains("\"result\":{\"source\":"))
    #expect(try run("show", "0000000000000").status == 64)
  }

  @Test("corrects, and exports the labelled set")
  func correction() throws {
    #expect(try run("correct", "\(ids[0])", "--type", "missed", "--label", "Ad", "--suggestion", "BLOCK").status == 0)
    #expect(try run("correct", "\(ids[1])", "--type", "falseAlarm", "--note", "it's \"fine\"").status == 0)
    #expect(try run("correct", "\(ids[2])", "--type", "missed").status == 64)
    #expect(try run("correct", "0000000000000", "--type", "falseAlarm").status == 64)
    let set = folder.path + "/set"
    #expect(try run("export", "--labels", set).status == 0)
    let labels = try String(contentsOfFile: set + "/labels.tsv", encoding: .utf8)
    #expect(labels == "\(ids[0])\tBLOCK,Ad\n\(ids[1])\t-\n")
    let results = try String(contentsOfFile: set + "/results.jsonl", encoding: .utf8)
    #expect(results == "{\"source\":\"\(ids[0])\"}\n{\"source\":\"\(ids[1])\"}\n")
    // What is there is not written over.
    #expect(try run("export", "--labels", set).status != 0)
    #expect(try run("correct", "\(ids[1])", "--remove").status == 0)
    #expect(try run("search", "--corrected", "--json").output.split(separator: "\n").count == 1)
  }

  @Test("leaves labels that evaluate would refuse out of the labelled set, and says so")
  func unknownLabels() throws {
    #expect(try run("correct", "\(ids[0])", "--type", "missed", "--label", "Porn").status == 0)
    #expect(try run("correct", "\(ids[1])", "--type", "missed", "--label", "Zeppelin").status == 0)
    #expect(try run("correct", "\(ids[2])", "--type", "missed", "--label", "Ad,Porn").status == 64)
    let set = folder.path + "/set"
    let ended = try run("export", "--labels", set)
    #expect(ended.status == 0)
    #expect(ended.errors.contains("left out: \(ids[1])"))
    #expect(ended.errors.contains("1 corrected records left out of labels.tsv"))
    #expect(ended.errors.contains("moderate: 1 records"))
    #expect(try String(contentsOfFile: set + "/labels.tsv", encoding: .utf8) == "\(ids[0])\tPorn\n")
    #expect(try mode(set) == 0o700)
    #expect(try mode(set + "/labels.tsv") == 0o600)
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("leaves a store to the process that writes it")
  func writer() throws {
    let held = try ServiceStore(path: store)
    let ended = try run("correct", "\(ids[0])", "--type", "falseAlarm")
    #expect(ended.status == 1)
    #expect(ended.errors.contains("PUT /v1/records/\(ids[0])/correction"))
    #expect(try run("search").status == 0)
    withExtendedLifetime(held) {}
  }

  @Test("exports what came since, with thumbnails")
  func export() throws {
    let first = try run("export", "--output", folder.path + "/a.jsonl", "--thumbnails", folder.path + "/thumbnails")
    #expect(first.errors.contains("3 records; what comes later: --since-id \(ids[2])"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/thumbnails") == ["\(ids[0]).jpg"])
    #expect(try mode(folder.path + "/thumbnails") == 0o700)
    #expect(try mode(folder.path + "/thumbnails/\(ids[0]).jpg") == 0o600)
    #expect(try run("export", "--output", folder.path + "/a.jsonl").errors.contains("is there already"))
    #expect(try run("export", "--since-id", "\(ids[1])").output.split(separator: "\n").count == 1)
    #expect(try run("export", "--since-id", "\(ids[2])").output.isEmpty)
  }

  @Test("leaves no file of an export whose disk is full, and says so in a line")
  func fullDisk() throws {
    // The service has made the store's other files, which the limit would not let the command make.
    let held = try ServiceStore(path: store)
    // Blocks of 512 or 1024 bytes, as the shell has it.
    let ended = try run("export", "--output", folder.path + "/part.jsonl", limit: "trap '' XFSZ; ulimit -f 1; ")
    #expect(ended.status == 1)
    #expect(ended.errors.contains("part.jsonl: cannot be written: File too large"))
    #expect(!ended.errors.contains("NSCocoa"))
    withExtendedLifetime(held) {}
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.contains("part.jsonl") })
  }

  @Test("finds the past uploads that a new list meets")
  func match() throws {
    let pictures = try folder.write(
      "\(Self.pdq)\t90\tbanned\nsha256:\(String(repeating: "02", count: 32))\t\tfile\n", to: "p.tsv")
    let found = try run("match", "--list", pictures)
    #expect(found.status == 2, "\(found.errors)")
    #expect(found.output.contains("0 bits") && found.output.contains("same file"))
    let lines = found.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains("\(ids[1])") == true && lines.last?.contains("\(ids[2])") == true)
    let words = try run("match", "--json", "--list", try folder.write("赌博\n", to: "w.txt"))
    #expect(words.status == 2)
    #expect(words.output.contains("\"id\":\"\(ids[0])\"") && words.output.contains("\"entry\":\"赌博\""))
    #expect(try run("match", "--list", try folder.write("nothing\n", to: "n.txt")).status == 0)
    #expect(try run("match", "--list", folder.path + "/none").status == 64)
  }
}
