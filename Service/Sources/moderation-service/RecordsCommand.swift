import ArgumentParser
import Foundation
import ModerationStore

/// `moderate records`: what was judged, read from the service's store while it may be running.
struct RecordsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records", abstract: "Search, show, correct and export what was judged.",
    discussion: """
      The service keeps a record of each picture that it judged or refused, for records.days (30). Records are read from \
      its store while it runs.

      EXAMPLES
        moderate records search --store service.sqlite --text 色情 --since 2026-11-01
        moderate records search --pdq f8f8…:31 --json
        moderate records correct 1k7v0c8e0a3f2 --type falseAlarm
        moderate records match --list banned.tsv
        moderate records export --output today.jsonl --since-id 1k7v0c8e0a3f2
        moderate records export --labels testset && moderate evaluate testset/labels.tsv --results testset/results.jsonl
      """,
    subcommands: [Search.self, Show.self, Correct.self, Match.self, Export.self, Benchmark.self])

  /// Whose records of which store.
  struct Place: ParsableArguments {
    @Option(name: .customLong("store"), help: ArgumentHelp("The service's store.", valueName: "file"))
    var path = "service.sqlite"

    @Option(help: "Only this account's.") var account: String?
  }

  /// Which records.
  struct Filter: ParsableArguments {
    @Option(help: ArgumentHelp("Not before: a day, an instant, milliseconds.", valueName: "time")) var since: String?
    @Option(help: ArgumentHelp("Before: a day, an instant, milliseconds.", valueName: "time")) var until: String?
    @Option(help: "PASS, REVIEW, BLOCK, or REJECTED for refused pictures.") var suggestion: String?
    @Option var label: String?
    @Option(name: .customLong("sublabel")) var subLabel: String?
    @Option(help: "The scene's name: the call's BizType.") var scene: String?
    @Option var application: String?
    @Option(help: "As ims.ImageModeration.") var interface: String?
    @Option var policy: String?
    @Option(name: .customLong("data-id"), help: "The caller's own id.") var dataID: String?
    @Option(help: "The address that the picture came from.") var url: String?
    @Option(help: "The id of the key.") var key: String?
    @Option(help: "Of the picture's bytes.") var sha256: String?
    @Option(help: "Of the picture's bytes.") var md5: String?
    @Flag(inversion: .prefixedNo, help: "Whether a person corrected the answer.") var corrected: Bool?
    @Option(help: "falseAlarm, missed or otherLabel.") var correction: String?
    @Flag(inversion: .prefixedNo, help: "Whether something was not looked at.") var gaps: Bool?
    @Option(help: "Words of the text, keywords, codes, the id or the address.") var text: String?
    @Option(help: ArgumentHelp("A picture that looks like this one, within 31 bits.", valueName: "hex[:bits]"))
    var pdq: String?

    /// - Parameter more: Further fields.
    func query(_ more: [String: String?]) throws -> RecordQuery {
      let given: [String: String?] = [
        "since": since, "until": until, "suggestion": suggestion, "label": label, "subLabel": subLabel, "scene": scene,
        "application": application, "interface": interface, "policy": policy, "dataId": dataID, "url": url, "key": key,
        "sha256": sha256, "md5": md5, "corrected": corrected.map(String.init), "correction": correction,
        "gaps": gaps.map(String.init), "text": text, "pdq": pdq,
      ]
      do throws(RecordQueryError) {
        return try RecordQuery(fields: given.merging(more) { $1 }.compactMapValues(\.self))
      } catch {
        throw ValidationError(error.message)
      }
    }
  }

  /// Reads an id.
  static func id(_ text: String) throws -> RecordID {
    guard let id = RecordID(text) else { throw ValidationError("\(shown(text)) is not the id of a record") }
    return id
  }

  /// A stranger's text without what would move the cursor.
  static func shown(_ text: String, atMost count: Int = 60) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.prefix(count).map {
          $0.properties.generalCategory == .control || $0.properties.generalCategory == .format ? " " : $0
        }))
  }

  static func tell(_ message: String) { FileHandle.standardError.write(Data("moderate: \(message)\n".utf8)) }

  struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Find records, newest first.")

    @OptionGroup var place: Place
    @OptionGroup var filter: Filter
    @Option(help: "The most to show, 1 to 1000.") var limit = 100
    @Option(help: ArgumentHelp("Go on behind this record.", valueName: "id")) var after: String?
    @Option(help: "newestFirst or oldestFirst.") var order: String?
    @Flag(help: "Say how many there are.") var count = false
    @Flag(help: "Print lines of JSON.") var json = false

    func run() throws {
      let query = try filter.query(["limit": "\(limit)", "after": after, "order": order])
      let reader = try RecordReader(path: place.path)
      let page = try reader.search(query, of: place.account)
      if json {
        for hit in page.hits { print(hit.jsonLine()) }
      } else {
        let rows = page.hits.map { hit -> [String] in
          let record = hit.record
          return [
            record.id.description, record.id.timeText, record.account, record.suggestion ?? "refused",
            record.subLabel.map { "\(record.label ?? "")/\($0)" } ?? record.label ?? record.rejection ?? "-",
            record.sceneName.isEmpty ? "-" : record.sceneName, record.dataID ?? "-",
            hit.distanceBits.map(String.init) ?? "-", RecordsCommand.shown(record.text),
          ]
        }
        print(
          PlainTable(
            ["ID", "TIME", "ACCOUNT", "SUGGESTION", "LABEL", "SCENE", "DATA ID", "BITS", "TEXT"], rows, numbers: [7]
          ).text)
      }
      if count {
        let found = try reader.count(query, of: place.account)
        RecordsCommand.tell(
          found > RecordQuery.maximumCount ? "more than \(RecordQuery.maximumCount) records" : "\(found) records")
      }
      if let next = page.next { RecordsCommand.tell("more with --after \(next)") }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a record with its whole result as JSON.")

    @OptionGroup var place: Place
    @Argument(help: "The record's id.") var id: String

    func run() throws {
      let id = try RecordsCommand.id(id)
      guard let record = try RecordReader(path: place.path).record(id, of: place.account) else {
        throw ValidationError("there is no record \(id)")
      }
      print(RecordHit(record: record).jsonLine())
    }
  }

  struct Correct: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what the right answer was, or take that back.",
      discussion: """
        Writes the store, which the running service alone may: while it runs, send \
        PUT /v1/records/ID/correction to it, with a key that has the grant manage.
        """)

    @OptionGroup var place: Place
    @Argument(help: "The record's id.") var id: String
    @Option(help: "falseAlarm, missed or otherLabel.") var type: String?
    @Option(help: "The label that is right.") var label: String?
    @Option(name: .customLong("sublabel"), help: "The sublabel that is right.") var subLabel: String?
    @Option(help: "PASS, REVIEW or BLOCK.") var suggestion: String?
    @Option(help: "Who says so.") var by = "operator"
    @Option(help: "Why.") var note = ""
    @Flag(help: "Take the correction back.") var remove = false

    private func correction() throws -> RecordCorrection? {
      guard !remove else {
        guard type == nil, label == nil else { throw ValidationError("--remove takes no correction") }
        return nil
      }
      guard let kind = type.flatMap(RecordCorrection.Kind.init(rawValue:)) else {
        throw ValidationError("give --type falseAlarm, missed or otherLabel, or --remove")
      }
      let correction = RecordCorrection(
        kind: kind, label: label, subLabel: subLabel, suggestion: suggestion, by: by,
        milliseconds: Int64(Date.now.timeIntervalSince1970 * 1_000), note: note)
      if let problem = correction.problem { throw ValidationError(problem) }
      return correction
    }

    func validate() throws { _ = (try correction(), try RecordsCommand.id(id)) }

    func run() async throws {
      // Checks that there is a store before one is made.
      _ = try RecordReader(path: place.path)
      let store: ServiceStore
      do throws(StoreError) {
        store = try ServiceStore(path: place.path)
      } catch {
        guard error.code == .inUse else { throw error }
        RecordsCommand.tell("\(error); a running service corrects by PUT /v1/records/\(id)/correction")
        throw ExitCode(1)
      }
      guard try await store.records.correct(try RecordsCommand.id(id), of: place.account, try correction()) else {
        throw ValidationError("there is no record \(RecordsCommand.shown(id))")
      }
    }
  }
}
