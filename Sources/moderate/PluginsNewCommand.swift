import ArgumentParser
import Files
import Glibc
import ImageModeration

/// `moderate plugins new NAME`: writes a detector that builds and flags something, to begin with.
struct PluginsNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Writes the source of a detector that builds and flags blue pictures, to begin with.",
    discussion: """
      Prints the files that it wrote on standard output, and on standard error what to do next. Nothing is ever \
      overwritten. In C and in Python the folder has all that it needs, Python's headers apart (python3-dev); in Swift it \
      depends on swift-image-moderation.

      Exit status: 64 when the command line is wrong; 1 when a file exists already or cannot be written; else 0.

      EXAMPLES
        moderate plugins new no-logos --language c
        moderate plugins new NoLogos --language swift
        moderate plugins new no-logos --language python
      """)

  enum Language: String, ExpressibleByArgument, CaseIterable {
    case swift
    case c
    case python
  }

  @Argument(
    help: ArgumentHelp(
      "What to call it: ASCII letters, digits and dashes, a letter first, at most 64.", valueName: "name"))
  var name: PluginName

  @Option(help: ArgumentHelp("In which language.", valueName: "language"))
  var language: Language

  @Option(
    help: ArgumentHelp("The folder to write into, made if missing. By default the name, here.", valueName: "dir"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      """
      For Swift: the folder of swift-image-moderation that the package depends on. By default the checkout in which this \
      program was built.
      """, valueName: "path"))
  var package: String?

  /// Where this program was built.
  private static let checkout = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  func validate() throws {
    guard output != "" else { throw ValidationError("--output takes a folder.") }
    guard package == nil || language == .swift else { throw ValidationError("--package goes with --language swift.") }
  }

  func run() throws {
    let template: PluginTemplate =
      switch language {
      case .c: .c(name)
      case .python: .python(name)
      case .swift: .swift(name, package: try Self.folder(ofPackage: package))
      }
    let folder = FileName([UInt8]((output ?? name.text).utf8))
    try FolderWriting(folder).writeAndTell(template.files)
    let path = Printable.text(folder.text)
    StandardError.write(
      """
      moderate: next:
        cd \(path)
        \(template.build)
        moderate plugins check \(template.library)
        moderate plugins run \(template.library) PICTURE

      """)
  }

  /// The package's folder, absolute.
  private static func folder(ofPackage given: String?) throws -> String {
    let path = given ?? checkout
    guard access(path + "/Package.swift", R_OK) == 0, let resolved = realpath(path, nil) else {
      throw ValidationError(
        given == nil
          ? "The checkout in which this program was built is not here (\(Printable.text(path))): give --package."
          : "There is no package in \(Printable.text(path)).")
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// What a new plugin is called: a file name in C and Python, a package, product and target in Swift, and the beginning of an
/// identifier. So there is nothing in it that any of them would take for something else.
struct PluginName: ExpressibleByArgument, CustomStringConvertible {
  let text: String

  /// The longest name, in characters.
  static let maximumLength = 64

  init?(argument: String) {
    guard let first = argument.utf8.first, Self.isLetter(first), argument.utf8.count <= Self.maximumLength,
      argument.utf8.allSatisfy({
        Self.isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
      })
    else { return nil }
    text = argument
  }

  var description: String { text }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
