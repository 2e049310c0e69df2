import ArgumentParser
import Foundation
import ImageMatching
import ImageModeration
import Lists
import ModerationStore
import TextMatching

extension RecordsCommand {
  struct Match: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "match", abstract: "Find the past uploads that a list would meet.",
      discussion: """
        The list is one of pictures (moderate fingerprints, moderate pictures import) or of words, as policies name them. \
        Pictures are compared by PDQ hash as they are, not turned, and by SHA-256 and MD5; words with the text and the \
        codes that were kept, up to 5,000 bytes.

        EXIT STATUS
          64   the list is wrong
          2    else, when something was found
          0    else
        """)

    /// The most bytes of a list: 256 MiB.
    private static let maximumListBytes = FingerprintList.maximumByteCount

    /// What a list is of.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
      case auto, pictures, words
    }

    @OptionGroup var place: Place
    @OptionGroup var filter: Filter
    @Option(help: ArgumentHelp("The list.", valueName: "file")) var list: String
    @Option(help: "What the list is of: pictures or words; auto tells by its lines.") var kind = Kind.auto
    @Flag(help: "Print lines of JSON.") var json = false

    func run() throws {
      let matcher = try Matcher(bytes: try bytes(), name: URL(filePath: list).lastPathComponent, kind)
      let reader = try RecordReader(path: place.path)
      var query = try filter.query(["order": "oldestFirst", "limit": "\(RecordQuery.maximumLimit)"])
      var (looked, unhashed, found) = (0, 0, 0)
      while true {
        let page = try reader.search(query, of: place.account)
        for hit in page.hits {
          looked += 1
          if matcher.comparesPictures, hit.record.fingerprint == nil { unhashed += 1 }
          for match in matcher.matches(hit.record) {
            found += 1
            try tell(match, hit)
          }
        }
        guard let next = page.next else { break }
        query.after = next
      }
      if unhashed > 0 { RecordsCommand.tell("\(unhashed) of \(looked) records have no PDQ hash") }
      RecordsCommand.tell("\(looked) records, \(found) matches")
      if found > 0 { throw ExitCode(2) }
    }

    private func bytes() throws -> [UInt8] {
      let size = (try? FileManager.default.attributesOfItem(atPath: list))?[.size] as? Int
      guard let size, size <= Self.maximumListBytes, let data = FileManager.default.contents(atPath: list) else {
        throw ValidationError("\(list) cannot be read, or has more than \(Self.maximumListBytes) bytes")
      }
      return Array(data)
    }

    private struct Line: Encodable {
      let id: String
      let time: String
      let account: String
      let dataId: String?
      let url: String?
      let suggestion: String
      let entry: String
      let line: Int
      let by: String
    }

    private func tell(_ match: Matcher.Match, _ hit: RecordHit) throws {
      let record = hit.record
      let line = Line(
        id: "\(record.id)", time: record.id.timeText, account: record.account, dataId: record.dataID, url: record.url,
        suggestion: match.suggestion, entry: match.entry, line: match.line, by: match.by)
      guard json else {
        let cells = [line.suggestion, line.id, line.time, line.account, line.dataId ?? line.url ?? "-", line.by]
        return print(
          (cells + ["\(line.line)", line.entry]).map { RecordsCommand.shown($0, atMost: 200) }.joined(separator: "\t"))
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(line), as: UTF8.self))
    }
  }

  /// A list to hold against records.
  struct Matcher {
    /// An entry that a record meets.
    struct Match {
      let suggestion: String
      let entry: String
      /// The entry's line in the list.
      let line: Int
      /// How it was met: `same file`, `7 bits`, `plain`.
      let by: String
    }

    private enum Content {
      case pictures(FingerprintList, FingerprintIndex)
      case words(WordMatcher)
    }

    private let content: Content

    /// Whether records are held against it by their PDQ hashes.
    var comparesPictures: Bool {
      if case .pictures(let list, _) = content { !list.entries.isEmpty } else { false }
    }

    init(bytes: [UInt8], name: String, _ kind: RecordsCommand.Match.Kind) throws {
      do throws(ListError) {
        guard kind != .words else {
          content = .words(try WordMatcher([try WordList(parsing: bytes, name: name)]))
          return
        }
        do throws(ListError) {
          let list = try FingerprintList(parsing: bytes, name: name)
          content = .pictures(list, FingerprintIndex(list.entries.hashes))
        } catch {
          guard kind == .auto else { throw error }
          content = .words(try WordMatcher([try WordList(parsing: bytes, name: name)]))
        }
      } catch {
        throw ValidationError("\(error)")
      }
    }

    func matches(_ record: ModerationRecord) -> [Match] {
      switch content {
      case .pictures(let list, let index): Self.pictures(record, list, index)
      case .words(let matcher): Self.words(record, matcher)
      }
    }

    private static func pictures(
      _ record: ModerationRecord, _ list: FingerprintList, _ index: FingerprintIndex
    ) -> [Match] {
      let digests = [
        record.sha256.flatMap { FileDigest(sha256: $0.utf8) }, record.md5.flatMap { FileDigest(md5: $0.utf8) },
      ]
      let files = digests.compactMap(\.self).flatMap(list.knownFiles.entries).map {
        Match(suggestion: $0.suggestion.rawValue, entry: $0.name, line: $0.line, by: "same file")
      }
      guard let kept = record.fingerprint, kept.quality >= PDQFingerprint.leastQuality,
        let hash = PDQHash(hexadecimal: kept.pdq)
      else { return files }
      return files
        + index.matches(for: hash, within: FingerprintIndex.maximumDistanceBits).compactMap { match in
          let entry = list.entries[match.index]
          guard match.distanceBits <= list.distanceBits(of: entry.suggestion) else { return nil }
          return Match(
            suggestion: entry.suggestion.rawValue, entry: entry.name, line: entry.line, by: "\(match.distanceBits) bits"
          )
        }
    }

    private static func words(_ record: ModerationRecord, _ matcher: WordMatcher) -> [Match] {
      let lines = record.text.split(separator: "\n").map(String.init) + record.codes
      guard !lines.isEmpty else { return [] }
      return matcher.matches(in: lines).hits.filter { $0.exemption == nil && !$0.cutsWords }.map {
        Match(
          suggestion: $0.suggestion.rawValue, entry: $0.entry.keyword, line: $0.entry.line, by: $0.reading.rawValue)
      }
    }
  }
}
