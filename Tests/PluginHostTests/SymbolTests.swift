import Foundation
import Testing

@Suite("What plugins export", .timeLimit(.minutes(20)))
struct SymbolTests {
  @Test("the example in C offers its entry and nothing else")
  func c() throws {
    let plugin = try CPlugin(CPlugin.blue)
    #expect(try GlobalSymbols.names(in: plugin.path) == ["moderation_plugin_entry"])
  }

  @Test(
    "an example in Swift offers its entry and nothing else",
    .enabled(if: BuiltLibraries.areHere, BuiltLibraries.absence),
    arguments: ["Blue.so", "ForbiddenWord.so"])
  func built(name: String) throws {
    #expect(try GlobalSymbols.names(in: try BuiltLibraries.file(name).path) == ["moderation_plugin_entry"])
  }
}
