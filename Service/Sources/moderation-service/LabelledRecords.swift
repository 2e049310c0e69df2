import ModerationHarness
import ModerationJudging

/// Corrected records as a labelled set, without labels that `moderate evaluate` would refuse the whole set for.
struct LabelledRecords {
  private var images = EvaluatedImages()
  private var lines: [String] = []

  /// Takes a record.
  ///
  /// - Parameters:
  ///   - line: What is expected of it: its id and words.
  ///   - result: Its result, whose labels may then be expected of every record.
  mutating func add(_ line: String, result: String) {
    lines.append(line)
    // A row that cannot be read is left out by `evaluate`, too.
    if let document = try? ResultDocument(jsonLine: result) { images.add(document) }
  }

  /// The lines that this library or one of the results has words for, and what is wrong with the others.
  func known() -> (lines: [String], problems: [String]) {
    var (known, problems): ([String], [String]) = ([], [])
    for line in lines {
      do throws(EvaluationProblems) {
        let sheet = try LabelSheet(parsing: Array((line + "\n").utf8), name: "labels.tsv")
        _ = try Expectations(sheet, knowing: images.claims)
        known.append(line)
      } catch {
        let id = line.prefix { $0 != "\t" }
        problems.append("\(id): \(error.problems.first?.message ?? "not understood")")
      }
    }
    return (known, problems)
  }
}
