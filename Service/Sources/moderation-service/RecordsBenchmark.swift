import ArgumentParser
import Foundation
import ImageMatching
import ModerationStore

extension RecordsCommand {
  /// Fills a new store with records that a generator makes, and measures searches.
  struct Benchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fill a new store with made-up records and measure searches.", shouldDisplay: false)

    @Option(help: "How many records.") var count = 100_000
    @Option(help: "How often each search is made.") var rounds = 50
    @Option(name: .customLong("store"), help: ArgumentHelp("The store to make.", valueName: "file")) var path: String

    private static let labels = ["Porn", "Sexy", "Terror", "Ad", "Abuse"]
    private static let account = "default"

    func validate() throws {
      guard (1...10_000_000).contains(count), (1...10_000).contains(rounds) else {
        throw ValidationError("--count takes 1 to 10000000, --rounds 1 to 10000")
      }
      guard !FileManager.default.fileExists(atPath: path) else { throw ValidationError("\(path) is there already") }
    }

    func run() async throws {
      let store = try ServiceStore(path: path).records
      var numbers = Numbers(state: 1)
      let first: Int64 = 1_795_780_800_000
      let result = "{\"schema\":\"moderation-result-2\",\"text\":\"\(String(repeating: "x", count: 1_800))\"}"
      var begin = ContinuousClock.now
      var batch: [ModerationRecord] = []
      for index in 0..<count {
        batch.append(Self.record(index, at: first + Int64(index) * 2_000, &numbers, result))
        if batch.count == 1_000 || index == count - 1 {
          try await store.add(batch)
          batch = []
        }
      }
      _ = try await store.prune(keepingDays: 10_000, at: first + Int64(count) * 2_000)
      print("\(count) records written in \(begin.duration(to: .now)), 1000 a transaction")
      print("file \(Self.bytes(path)) bytes, log \(Self.bytes(path + "-wal")) bytes")
      let middle = Int64(count) * 1_000 + first
      let searches: [(String, (inout RecordQuery, inout Numbers) -> Void)] = [
        ("newest 100", { _, _ in }),
        (
          "time range",
          {
            ($0.since, $0.until) = (middle, middle + 3_600_000); _ = $1
          }
        ),
        (
          "suggestion",
          {
            $0.suggestion = "BLOCK"; _ = $1
          }
        ),
        (
          "label",
          {
            $0.label = "Ad"; _ = $1
          }
        ),
        (
          "rare scene",
          {
            $0.sceneName = "rare"; _ = $1
          }
        ),
        (
          "no such policy",
          {
            $0.policy = "none"; _ = $1
          }
        ),
        ("DataId", { $0.dataID = "photo-\(Int($1.next() % UInt64(count)))" }),
        ("address", { $0.url = "https://images.example.com/\(Int($1.next() % UInt64(count))).jpg" }),
        ("two characters", { $0.text = Self.word(&$1, 2) }), ("one character", { $0.text = Self.word(&$1, 1) }),
        ("four characters", { $0.text = Self.word(&$1, 4) }),
        (
          "in all texts",
          {
            $0.text = "photo"; _ = $1
          }
        ),
        ("PDQ 31 bits", { $0.fingerprint = PDQHash(words: Self.hash(&$1)) }),
      ]
      for (name, change) in searches {
        var times: [Double] = []
        var found = 0
        for _ in 0..<rounds {
          var query = RecordQuery()
          change(&query, &numbers)
          begin = .now
          found += try await store.search(query, of: Self.account).hits.count
          times.append(begin.duration(to: .now) / .milliseconds(1))
        }
        times.sort()
        func text(_ share: Double) -> String {
          String(format: "%.1f", times[min(times.count - 1, Int(Double(times.count) * share))])
        }
        print("\(name): median \(text(0.5)) ms, p95 \(text(0.95)) ms, most \(text(1)) ms, found \(found / rounds)")
      }
      var usage = rusage()
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      print("most memory \(usage.ru_maxrss) KiB")
    }

    private static func record(
      _ index: Int, at milliseconds: Int64, _ numbers: inout Numbers, _ result: String
    ) -> ModerationRecord {
      var record = ModerationRecord(
        id: .new(at: milliseconds), account: account, key: "AKID\(numbers.next() % 4)",
        interface: "ims.ImageModeration")
      let grave = numbers.next() % 20
      record.suggestion = grave == 0 ? "BLOCK" : grave < 3 ? "REVIEW" : "PASS"
      if grave < 3 { record.label = labels[Int(numbers.next() % 5)] }
      record.score = 0.5
      record.sceneName = index % 10_000 == 0 ? "rare" : "scene\(numbers.next() % 8)"
      record.dataID = "photo-\(index)"
      record.requestID = "00000000-0000-0000-0000-\(index)"
      if index.isMultiple(of: 2) { record.url = "https://images.example.com/\(index).jpg" }
      record.policy = "default"
      record.text = (0..<3).map { _ in word(&numbers, 8) }.joined(separator: "\n")
      record.scenes = ["porn", "terror", "text"].map { .init(scene: $0, suggestion: "PASS") }
      record.models = [.init(name: "model", sha256: String(repeating: "ab", count: 32))]
      record.sha256 = (0..<4).map { _ in digits(numbers.next()) }.joined()
      record.md5 = (0..<2).map { _ in digits(numbers.next()) }.joined()
      record.fingerprint = .init(pdq: PDQHash(words: hash(&numbers)).description, quality: 90)
      (record.width, record.height, record.format) = (1_024, 768, "jpeg")
      record.durationMilliseconds = 80
      record.result = result
      return record
    }

    /// Characters of the 3,000 from U+4E00 on, the early ones more often.
    private static func word(_ numbers: inout Numbers, _ count: Int) -> String {
      String(
        String.UnicodeScalarView(
          (0..<count).compactMap { _ in
            let share = Double(numbers.next() >> 11) / Double(1 << 53)
            return Unicode.Scalar(0x4E00 + UInt32(share * share * 3_000))
          }))
    }

    private static func hash(_ numbers: inout Numbers) -> SIMD4<UInt64> {
      SIMD4(numbers.next(), numbers.next(), numbers.next(), numbers.next())
    }

    private static func digits(_ number: UInt64) -> String {
      let text = String(number, radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }

    private static func bytes(_ path: String) -> Int {
      (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
    }

    /// SplitMix64 (Steele, Lea and Flood 2014): the same records on each machine.
    private struct Numbers: RandomNumberGenerator {
      var state: UInt64

      mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
      }
    }
  }
}
