import ArgumentParser
import Foundation
import ModerationStore

extension RecordsCommand {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write records as lines of JSON, or corrected ones as a labelled set, oldest first.",
      discussion: """
        At the end it says the last record's id; --since-id with it writes what came later. --labels DIR writes \
        labels.tsv and results.jsonl of corrected records, as moderate evaluate reads them.
        """)

    /// The records of one page.
    private static let pageCount = RecordQuery.maximumLimitWithResults

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
      for folder in [thumbnails, labels].compactMap(\.self) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
      let lines = try Lines(path: labels.map { $0 + "/results.jsonl" } ?? output)
      let sheet = try labels.map { try Lines(path: $0 + "/labels.tsv") }
      var (count, withoutResult, last): (Int, Int, RecordID?) = (0, 0, query.after)
      while true {
        let page = try reader.search(query, of: place.account)
        for hit in page.hits {
          last = hit.record.id
          if let sheet {
            guard let label = hit.record.labelLine, let result = hit.record.result else {
              withoutResult += 1
              continue
            }
            try sheet.write(label)
            try lines.write(result)
          } else {
            try lines.write(hit.jsonLine())
            if let thumbnails, let picture = hit.record.thumbnail {
              try Data(picture).write(to: URL(filePath: "\(thumbnails)/\(hit.record.id).jpg"))
            }
          }
          count += 1
        }
        guard let next = page.next else { break }
        query.after = next
      }
      try lines.finish()
      try sheet?.finish()
      if withoutResult > 0 {
        RecordsCommand.tell("\(withoutResult) corrected records left out: their results were too long to be kept")
      }
      RecordsCommand.tell("\(count) records\(last.map { "; what comes later: --since-id \($0)" } ?? "")")
    }

    /// A new file of lines, or standard output.
    private final class Lines {
      private let file: FileHandle

      init(path: String?) throws {
        guard let path else {
          file = .standardOutput
          return
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
          throw ValidationError("\(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      }

      func write(_ line: String) throws { try file.write(contentsOf: Data((line + "\n").utf8)) }

      /// What was written is on the disk.
      func finish() throws {
        if file !== FileHandle.standardOutput { try file.synchronize() }
      }
    }
  }
}
