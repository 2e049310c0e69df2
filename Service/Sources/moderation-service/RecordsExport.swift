import ArgumentParser
import Foundation
import ModerationStore

extension RecordsCommand {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write records as lines of JSON, or corrected ones as a labelled set, oldest first.",
      discussion: """
        At the end it says the last record's id; --since-id with it writes what came later. --labels DIR writes \
        labels.tsv and results.jsonl of corrected records, as moderate evaluate reads them, and says which labels evaluate \
        would refuse and are left out.
        """)

    /// The records of one page.
    private static let pageCount = RecordQuery.maximumLimitWithResults
    /// The most labels that are told one by one.
    private static let maximumToldCount = 20

    @OptionGroup var place: Place
    @OptionGroup var filter: Filter
    @Option(help: ArgumentHelp("Only what came after this record.", valueName: "id")) var sinceID: String?
    @Option(help: ArgumentHelp("Write into this file, which must not be there; else print.", valueName: "file"))
    var output: String?
    @Option(help: ArgumentHelp("Write kept thumbnails into this folder, as ID.jpg.", valueName: "dir"))
    var thumbnails: String?
    @Option(help: ArgumentHelp("Write corrected records as a labelled set into this folder.", valueName: "dir"))
    var labels: String?

    func validate() throws {
      guard labels == nil || output == nil && thumbnails == nil else {
        throw ValidationError("--labels goes without --output and --thumbnails")
      }
    }

    func run() throws {
      let reader = try RecordReader(path: place.path)
      var query = try filter.query([
        "order": "oldestFirst", "results": "true", "limit": "\(Self.pageCount)", "after": sinceID,
      ])
      if labels != nil { query.isCorrected = true }
      for folder in [thumbnails, labels].compactMap(\.self) { try Self.makeFolder(folder) }
      let lines = try ExportedLines(path: labels.map { $0 + "/results.jsonl" } ?? output)
      let sheet = try labels.map { try ExportedLines(path: $0 + "/labels.tsv") }
      var (count, withoutResult, last): (Int, Int, RecordID?) = (0, 0, query.after)
      var labelled = LabelledRecords()
      while true {
        let page = try reader.search(query, of: place.account)
        for hit in page.hits {
          last = hit.record.id
          if sheet != nil {
            guard let label = hit.record.labelLine, let result = hit.record.result else {
              withoutResult += 1
              continue
            }
            labelled.add(label, result: result)
            try lines.write(result)
          } else {
            try lines.write(hit.jsonLine())
            if let thumbnails, let picture = hit.record.thumbnail {
              try DurableFile.write(picture, to: "\(thumbnails)/\(hit.record.id).jpg", mode: 0o600)
            }
          }
          count += 1
        }
        guard let next = page.next else { break }
        query.after = next
      }
      try lines.finish()
      if let sheet { count -= try Self.write(labelled, into: sheet) }
      if withoutResult > 0 {
        RecordsCommand.tell("\(withoutResult) corrected records left out: their results were too long to be kept")
      }
      RecordsCommand.tell("\(count) records\(last.map { "; what comes later: --since-id \($0)" } ?? "")")
    }

    /// Writes labels, and tells of those that nothing knows.
    ///
    /// - Returns: How many were left out.
    private static func write(_ labelled: LabelledRecords, into sheet: ExportedLines) throws -> Int {
      let (lines, problems) = labelled.known()
      for line in lines { try sheet.write(line) }
      try sheet.finish()
      for problem in problems.prefix(Self.maximumToldCount) {
        RecordsCommand.tell("left out: \(RecordsCommand.shown(problem, atMost: 400))")
      }
      if !problems.isEmpty {
        RecordsCommand.tell(
          "\(problems.count) corrected records left out of labels.tsv, since evaluate would refuse their labels")
      }
      return problems.count
    }

    /// Makes a folder that only its owner may enter; one that is there stays as it is.
    private static func makeFolder(_ path: String) throws {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return }
      do {
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw ValidationError("\(path) cannot be made: name a folder in one that this user may write")
      }
    }
  }
}
