import Foundation
import Policies
import StandardDetectors
import Testing
import TestFixtures

@Suite(.timeLimit(.minutes(20)))
struct PolicySchemaTests {
  static let file = Fixture.folder.deletingLastPathComponent().appending(path: "Documentation/schema/policy-1.json")

  @Test("the schema in the documentation is made of the keys that are read")
  func schema() throws {
    let made = PolicySchema.json(detectors: StandardDetectors.descriptors)
    if ProcessInfo.processInfo.environment["MODERATION_RECORD_SCHEMA"] != nil {
      try Data(made.utf8).write(to: Self.file)
    }
    #expect(try String(contentsOf: Self.file, encoding: .utf8) == made)
  }
}
