import ArgumentParser
import Files
import Glibc
import ModerationHarness

/// Which files a scan goes over.
struct ScanInputOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Files, and folders (searched recursively).", valueName: "path"))
  var paths: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file of names, one a line, or - for standard input. Folders among them are searched.", valueName: "file"))
  var from: String?

  @Flag(name: [.customShort("0"), .long], help: "Names of --from end with a zero byte, as find -print0 writes them.")
  var null = false

  @Option(
    help: ArgumentHelp(
      """
      Only files that match: '*.jpg' by name, 'a/**/*.png' by the path below the folder given. Can be given several \
      times.
      """, valueName: "pattern"), transform: Self.pattern)
  var include: [FilePattern] = []

  @Option(
    help: ArgumentHelp(
      "No files that match, and nothing in folders that do. Goes before --include. Can be given several times.",
      valueName: "pattern"), transform: Self.pattern)
  var exclude: [FilePattern] = []

  @Flag(
    name: .customLong("skip-non-images"),
    help: "Pass over files whose bytes are those of no image format, and count them. Empty files stay.")
  var skipsNonImages = false

  @Option(
    help: ArgumentHelp(
      "One of several parts of the files, the same on every machine, as in 3/16.", valueName: "number/count"),
    transform: Self.part)
  var shard: Shard?

  @Flag(name: .customLong("no-dedupe"), help: "Judge files of equal bytes each by itself.")
  var judgesEachFile = false

  func validate() throws {
    guard !paths.isEmpty || from != nil else { throw ValidationError("Give files or folders, or --from.") }
    guard !paths.contains(""), from != "" else { throw ValidationError("A path is empty.") }
    guard !paths.contains("-") else {
      throw ValidationError("scan reads no image from standard input; --from - reads names from it.")
    }
    guard !null || from != nil else { throw ValidationError("--null goes with --from.") }
  }

  @Sendable
  private static func pattern(_ text: String) throws -> FilePattern {
    guard let pattern = FilePattern(text) else {
      throw ValidationError(
        "a pattern has 1 to \(FilePattern.maximumByteCount) bytes, and begins and ends with no slash: *.jpg, a/**/*.png"
      )
    }
    return pattern
  }

  @Sendable
  private static func part(_ text: String) throws -> Shard {
    guard let part = Shard(text) else {
      throw ValidationError("it takes 1/16 to 16/16 for sixteen parts; up to \(Shard.maximumCount) parts")
    }
    return part
  }

  /// What the scan goes over, but for the run's own folder.
  var inputs: ScanInputs {
    var inputs = ScanInputs()
    inputs.paths = FileName.names(of: paths)
    inputs.list = from
    inputs.isNullTerminated = null
    inputs.selection.includes = include
    inputs.selection.excludes = exclude
    inputs.selection.shard = shard
    return inputs
  }

  /// The same for `run.json`.
  var identity: RunIdentity.Inputs {
    let names = inputs.paths
    let isRelative = from != nil || names.contains { $0.bytes.first != UInt8(ascii: "/") }
    return RunIdentity.Inputs(
      folder: isRelative ? Self.workingFolder : "", paths: names.map(\.text), lists: from.map { [$0] } ?? [],
      includes: include.map(\.text), excludes: exclude.map(\.text), shard: shard?.description ?? "",
      skipsNonImages: skipsNonImages, judgesEqualFilesOnce: !judgesEachFile)
  }

  /// Where relative names begin.
  private static var workingFolder: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return FileName([UInt8](UnsafeRawBufferPointer(start: path, count: strlen(path)))).text
  }
}
