import ArgumentParser
import Files
import Glibc
import ImageModeration
import ModerationHarness
import ModerationJudging

/// Which rows and labels are evaluated.
struct EvaluationInput: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file of results: lines of moderate --json. Can be given several times.", valueName: "file"))
  var results: [String] = []

  @Option(help: ArgumentHelp("The folder of a run, whose results.jsonl is read.", valueName: "dir"))
  var run: [String] = []

  @Option(
    help: ArgumentHelp(
      "A folder whose folders are called like what is expected of the images in them, as testset/porn/a.jpg.",
      valueName: "dir"))
  var folders: String?

  @Option(
    help: ArgumentHelp(
      "The folder that paths of labels and results start in. Without it: the label file's.", valueName: "dir"))
  var root: String?

  func validate() throws {
    guard !results.isEmpty || !run.isEmpty else {
      throw ValidationError(
        "Give --results with a file of results, or --run with the folder of a run, which moderate scan PICTURES --output run makes."
      )
    }
    guard !results.contains(""), !run.contains(""), folders != "", root != "" else {
      throw ValidationError("A path is empty.")
    }
  }

  /// Reads a file of labels and takes it apart.
  func sheet(_ path: String) throws -> LabelSheet {
    let bytes = try ListFile.bytes(of: path, kind: "file of labels", atMost: LabelSheet.maximumByteCount)
    do throws(EvaluationProblems) {
      return try LabelSheet(parsing: bytes, name: path)
    } catch {
      throw error.ended()
    }
  }

  /// Reads all rows. What cannot be read is told, and the rest is read.
  func images(by rules: EvaluationRules) throws -> (images: EvaluatedImages, someUnreadable: Bool) {
    var images = EvaluatedImages(rules)
    var unreadable = 0
    for path in results + run.map({ ($0.hasSuffix("/") ? $0 : $0 + "/") + "results.jsonl" }) {
      let rows: ResultRows
      do throws(RunProblem) {
        rows = try ResultRows(path: path)
      } catch {
        StandardError.write("moderate: \(Printable.text("\(error)"))\n")
        throw ExitCode(1)
      }
      while true {
        do throws(RunProblem) {
          guard let row = try rows.next() else { break }
          images.add(row.document)
        } catch {
          unreadable += 1
          if unreadable <= EvaluationProblems.maximumNamedCount {
            StandardError.write("moderate: left out: \(Printable.text("\(error)"))\n")
          }
          guard unreadable <= Self.maximumUnreadableCount else {
            StandardError.write(
              "moderate: more than \(Self.maximumUnreadableCount) rows are unreadable; are these results?\n")
            throw ExitCode(1)
          }
        }
      }
    }
    if unreadable > EvaluationProblems.maximumNamedCount {
      StandardError.write("moderate: \(unreadable) rows are left out\n")
    }
    return (images, unreadable > 0)
  }

  /// The most rows that may be unreadable before the rest is given up.
  private static let maximumUnreadableCount = 1000

  /// Joins rows with the file of labels, or with the folders.
  func labelled(_ images: EvaluatedImages, _ sheet: LabelSheet?) throws -> LabelledImages {
    do throws(EvaluationProblems) {
      if let sheet {
        let folder = sheet.name.lastIndex(of: "/").map { String(sheet.name[..<$0]) } ?? "."
        return LabelledImages(
          images, try Expectations(sheet, knowing: images.claims), folders: Self.places(of: [root ?? folder, folder]))
      }
      let folder = folders ?? "."
      return LabelledImages(
        images,
        try Expectations(
          folder: folder, prefixes: Self.places(of: [folder]), sources: images.sources, knowing: images.claims))
    } catch {
      throw error.ended()
    }
  }

  /// Folders as they are given and from the root, since results may have either.
  private static func places(of folders: [String]) -> [String] {
    let here = realpath(".", nil).map { pointer in
      defer { free(pointer) }
      return String(cString: pointer)
    }
    return folders.flatMap { folder in
      folder.hasPrefix("/") ? [folder] : [folder] + (here.map { [folder == "." ? $0 : $0 + "/" + folder] } ?? [])
    }
  }
}

extension EvaluationProblems {
  /// The end of the program over labels that are wrong.
  func ended() -> ExitCode {
    for problem in problems { StandardError.write("moderate: \(Printable.text("\(problem)"))\n") }
    if count > problems.count { StandardError.write("moderate: \(count - problems.count) more\n") }
    return ExitCode(64)
  }
}
