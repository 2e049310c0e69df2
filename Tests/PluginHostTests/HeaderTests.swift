import Foundation
import Testing

@Suite("The interface's header", .timeLimit(.minutes(20)))
struct HeaderTests {
  private static let header = CPlugin.checkout.appending(path: "Sources/CModerationABI/include/moderation_abi.h")
  private static let frozen = CPlugin.checkout.appending(path: "Documentation/ABI/1/moderation_abi.h")

  /// A compiler of the machine and how it is told the language.
  struct Compiler: CustomTestStringConvertible, Sendable {
    let name: String
    let language: String

    var testDescription: String { "\(name) \(language)" }

    static let all = [
      ("gcc", "c11"), ("gcc", "c17"), ("g++", "c++17"), ("g++", "c++20"), ("clang", "c11"), ("clang", "c17"),
      ("clang++", "c++17"), ("clang++", "c++20"),
    ].map(Compiler.init).filter { Command.exists($0.name) }
  }

  @Test("it compiles alone and without a warning", arguments: Compiler.all)
  func compilesAlone(with compiler: Compiler) throws {
    let language = compiler.language.hasPrefix("c++") ? "c++" : "c"
    _ = try Command.output([
      compiler.name, "-std=\(compiler.language)", "-x", language, "-Wall", "-Wextra", "-pedantic", "-Werror",
      "-fsyntax-only", "-include", Self.header.path, "/dev/null",
    ])
  }

  @Test("at least one compiler looks at it")
  func someCompiler() { #expect(!Compiler.all.isEmpty) }

  @Test("the frozen copy of version 1 is the source, byte for byte")
  func frozen() throws {
    #expect(
      try Data(contentsOf: Self.header) == Data(contentsOf: Self.frozen),
      "a published interface does not change: new power is a new table, and a comment changes both files")
  }
}
