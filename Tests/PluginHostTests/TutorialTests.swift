import Foundation
import Testing

@Suite("The tutorial", .timeLimit(.minutes(20)))
struct TutorialTests {
  @Test("its steps in C do what it says, word for word")
  func c() throws { try Tutorial().follow("In C") }

  @Test(
    "its steps in Python do what it says, word for word",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3-config"),
      "no Python headers here: install python3-dev"))
  func python() throws { try Tutorial().follow("In Python") }

  @Test(
    "its steps in Swift do what it says, word for word", .enabled(if: BuiltLibraries.areHere, BuiltLibraries.absence))
  func swift() throws { try Tutorial().follow("In Swift") }
}

/// `Your-first-detector.md`: what stands before its first chapter, and its chapters.
///
/// A block whose fence names a file is that file, one of `sh` is run, one of `text` is part of what the block before it
/// wrote to standard output, line by line.
struct Tutorial {
  private static let page = CPlugin.checkout.appending(path: "Documentation/Plugins/Your-first-detector.md")

  private struct Block {
    let chapter: String
    let fence: [String]
    var lines: [String] = []
    var text: String { lines.map { "\($0)\n" }.joined() }
  }

  private let blocks: [Block]

  init() throws {
    var blocks: [Block] = []
    var open: Block?
    var chapter = ""
    for line in try String(contentsOf: Self.page, encoding: .utf8).components(separatedBy: "\n") {
      if let block = open {
        if line == "```" {
          blocks.append(block)
          open = nil
        } else {
          open?.lines.append(line)
        }
      } else if line.hasPrefix("```") {
        open = Block(chapter: chapter, fence: line.dropFirst(3).split(separator: " ").map(String.init))
      } else if line.hasPrefix("## ") {
        chapter = String(line.dropFirst(3))
      }
    }
    try #require(open == nil, "a fence is not closed")
    self.blocks = blocks
  }

  /// Does what the beginning and one chapter say, in an empty folder.
  func follow(_ chapter: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tutorial-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let steps = blocks.filter { $0.chapter.isEmpty || $0.chapter == chapter }
    try #require(steps.contains { $0.chapter == chapter && $0.fence == ["sh"] }, "the chapter has no commands")
    var output = ""
    for step in steps {
      switch (step.fence.first, step.fence.count) {
      case ("sh", 1): output = try Self.run(step.text, in: folder)
      case ("text", 1):
        for line in step.lines { #expect(output.contains(line), "this is not in the output: \(output)") }
      case (_, 2):
        let file = folder.appending(path: step.fence[1])
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(step.text.utf8).write(to: file)
      default: Issue.record("a block is neither a file nor commands nor output: \(step.fence)")
      }
    }
  }

  private static func run(_ commands: String, in folder: URL) throws -> String {
    let programs = URL(filePath: SandboxedTests.worker).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try Command.output([
      "--chdir=\(folder.path)", "PATH=\(programs):\(path)", "CHECKOUT=\(CPlugin.checkout.path)", "bash", "-euo",
      "pipefail", "-c", commands,
    ])
  }
}
