import Glibc

/// Measures whole runs of `moderate` from outside: cold start to the first verdict, and peak resident memory.
///
/// The peer of a cold start is `moderate --help`, which starts the same program and looks at nothing.
@main
struct ProcessFigures {
  static func main() {
    do {
      try run()
    } catch {
      let text = "ProcessFigures: \(error)\n"
      write(STDERR_FILENO, text, text.utf8.count)
      exit(1)
    }
  }

  private static func run() throws {
    let checkout = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    let moderate = CommandLine.arguments.dropFirst().first ?? "\(checkout)/.build/release/moderate"
    let images = "\(checkout)/Fixtures/images"
    let photograph = "\(images)/photos-large/chelsea-1600x1200.jpg"

    print("Cold start of moderate, median of 7 runs by CPU time\n")
    let start = Child(program: moderate, arguments: ["--help"])
    let verdict = Child(program: moderate, arguments: ["--json", "--jobs", "1", photograph])
    var table = Table()
    table.add("moderate --help", try start.medianRun(of: 7))
    table.add("moderate, one photograph of 2 megapixels", try verdict.medianRun(of: 7), allowed: [0])
    table.show()

    print("\nFolders, one run each\n")
    table = Table()
    for folder in ["generated", "photos-large"] {
      for jobs in 1...2 {
        let run = Child(program: moderate, arguments: ["--json", "--jobs", "\(jobs)", "\(images)/\(folder)"])
        // 1: some picture was refused, as some of the generated ones must be.
        table.add("moderate --jobs \(jobs) \(folder)", try run.run(), allowed: folder == "generated" ? [1] : [0])
      }
    }
    table.show()
  }
}
