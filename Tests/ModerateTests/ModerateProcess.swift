import Foundation
import TestFixtures
import Testing

/// A finished run of the real `moderate`.
struct ModerateRun {
  let status: Int32
  /// False when a signal ended it.
  let exited: Bool
  let output: String
  let errors: String

  /// The lines of standard output.
  var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }

  /// Standard output as JSON lines, each checked against the schema.
  func documents(
    schema: String = "moderation-result-2", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [JSON] {
    let schema = try Moderate.schema(schema)
    #expect(output.isEmpty || output.hasSuffix("\n"), sourceLocation: sourceLocation)
    return try lines.map { line in
      let document = try JSON(line)
      #expect(schema.problems(with: document) == [], sourceLocation: sourceLocation)
      return document
    }
  }

  /// The only document.
  func document(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSON {
    let documents = try documents(sourceLocation: sourceLocation)
    #expect(documents.count == 1, sourceLocation: sourceLocation)
    return try #require(documents.first, sourceLocation: sourceLocation)
  }
}

/// The built command, found beside the test bundle.
enum Moderate {
  /// The words that begin another command line than that of pictures.
  static let tools: Set<String> = [
    "words", "codes", "pictures", "faces", "fingerprints", "examine", "doctor", "plugins", "policies", "replay",
    "scan", "evaluate", "train", "serve",
  ]

  /// The checkout.
  static let checkout = Fixture.folder.deletingLastPathComponent()

  static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "moderate")

  /// The models folder of this checkout.
  static let models =
    ProcessInfo.processInfo.environment["IMAGE_MODERATION_MODELS"].flatMap { $0.isEmpty ? nil : $0 }
    ?? checkout.appending(path: ".models").path

  static func schema(_ name: String = "moderation-result-2") throws -> SchemaValidator {
    let file = checkout.appending(path: "Documentation/schema/\(name).json")
    return SchemaValidator(root: try JSON(String(contentsOf: file, encoding: .utf8)))
  }

  /// Runs it to its end. Output goes to files, so that no full pipe can hold it up.
  ///
  /// - Parameters:
  ///   - input: Standard input: a `FileHandle` or a `Pipe`; empty by default.
  ///   - output: Standard output, when the test wants its own.
  ///   - environment: Changes to this process's environment; nil removes a variable.
  ///   - folder: The folder to run in.
  ///   - scenes: Whether the arguments are for images: scenes and a deadline are added where there are none.
  static func run(
    _ arguments: [String], input: Any = FileHandle.nullDevice, output: FileHandle? = nil, errors: FileHandle? = nil,
    environment: [String: String?] = [:], in folder: URL? = nil, executable: URL = Self.executable,
    scenes: Bool = true
  ) async throws -> ModerateRun {
    let scratch = try TemporaryFolder()
    let process = Process()
    process.executableURL = executable
    process.arguments = executable == Self.executable && scenes ? Self.unhurried(Self.withScenes(arguments)) : arguments
    process.currentDirectoryURL = folder ?? Fixture.folder
    process.environment = variables(environment)
    process.standardInput = input
    process.standardOutput = try output ?? scratch.newFile("output")
    process.standardError = try errors ?? scratch.newFile("errors")
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    return ModerateRun(
      status: process.terminationStatus, exited: process.terminationReason == .exit,
      output: output == nil ? try scratch.text(of: "output") : "",
      errors: errors == nil ? try scratch.text(of: "errors") : "")
  }

  /// Runs it with arguments listed one by one.
  static func run(_ arguments: String..., environment: [String: String?] = [:]) async throws -> ModerateRun {
    try await run(arguments, environment: environment)
  }

  /// Looks for porn alone unless a test says what to look for: reading text takes a debug build too long to do it in
  /// every test of the command line.
  static func withScenes(_ arguments: [String]) -> [String] {
    let choosesItself =
      tools.contains(arguments.first ?? "")
      || arguments.contains { ["--scenes", "--words", "--codes", "--ocr", "--gallery", "--fingerprints"].contains($0) }
    return choosesItself ? arguments : ["--scenes", "porn"] + arguments
  }

  /// Leaves images the time that a debug build takes on a busy machine, unless a test sets a deadline.
  static func unhurried(_ arguments: [String]) -> [String] {
    let judges =
      arguments.first == "--scenes"
      || !tools.contains(arguments.first ?? "")
    return judges && !arguments.contains("--deadline") ? ["--deadline", "3600"] + arguments : arguments
  }

  static func variables(_ changes: [String: String?] = [:]) -> [String: String] {
    var variables = ProcessInfo.processInfo.environment
    variables["IMAGE_MODERATION_MODELS"] = models
    // Whoever runs the tests may have a configuration.
    variables["XDG_CONFIG_HOME"] = "/nonexistent"
    for (name, value) in changes { variables[name] = value }
    return variables
  }
}
