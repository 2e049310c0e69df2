import ArgumentParser
import Lists
import TextMatching

/// `moderate words build LIST…`: compiles lists ahead, for those who start the program next.
struct WordsBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Compiles word lists ahead, so that whoever uses them next opens what was compiled.",
    discussion: """
      Lists that are used together are named together, in the same order: each list is kept as it was read, \
      and all of them as they are searched. That happens by itself when large lists are first used; where \
      nothing can be kept, they are compiled again. The folder is swift-image-moderation/words in \
      XDG_CACHE_HOME or else ~/.cache.

      Exit status: 64 when a list is wrong or unreadable; 1 when nothing could be kept; else 0.

      EXAMPLES
        moderate words build list.txt
        moderate words build --into /var/cache/lists/swift-image-moderation/words a.txt b.txt
      """)

  @Argument(help: ArgumentHelp("A word list.", valueName: "list"))
  var lists: [String]

  @Option(help: ArgumentHelp("Keeps what is compiled in this folder.", valueName: "folder"))
  var into: String?

  func run() throws {
    // Whoever asks for it gets it for small lists, too.
    let path = into ?? WordListFile.compiled?.path
    guard let path else { throw ValidationError("There is no home; say with --into where to keep what is compiled.") }
    let folder = CompiledFolder(path, minimumSourceByteCount: 0) {
      StandardError.write("moderate: \(Printable.text($0))\n")
    }
    let read = try lists.map { try WordListFile.read($0, keepingIn: folder) }
    let matcher = try WordListFile.matcher(read, keepingIn: folder)
    let kept = matcher.compiledFiles(in: folder)
    guard !kept.isEmpty else {
      StandardError.write("moderate: nothing could be kept in \(Printable.text(path))\n")
      throw ExitCode(1)
    }
    for file in kept { StandardOutput.write("\(file.byteCount)\t\(Printable.text(file.path))\n") }
    StandardError.write("moderate: \(matcher.entryCount) entries of \(read.count) lists\n")
  }
}
