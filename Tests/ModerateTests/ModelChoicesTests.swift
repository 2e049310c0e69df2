import Foundation
import TestFixtures
import Testing

@Suite("Which networks look, and how they calculate", .timeLimit(.minutes(20)))
struct ModelChoicesTests {
  static let picture = Fixture.path("images/photos-faces/hopper.png")

  @Test("--porn-model open-nsfw has open_nsfw alone judge the scene, and the result says so")
  func openNSFW() async throws {
    let answer = try await Moderate.run(["--json", "--scenes", "porn", "--porn-model", "open-nsfw", Self.picture])
    _ = try answer.document()
    #expect(answer.status == 0)
    #expect(answer.output.contains("porn.open-nsfw/1"))
    #expect(!answer.output.contains("porn.two-models"))
  }

  @Test("compiled models are kept where --compiled-models says, and a folder that others can write to is not used")
  func compiledModels() async throws {
    let folder = try TemporaryFolder()
    let place = folder.path + "/models"
    func run() async throws -> ModerateRun {
      try await Moderate.run(["--scenes", "porn", "--compiled-models", place, Self.picture])
    }
    func files() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: place) }
    func kept() throws -> [String] { try files().filter { $0.hasSuffix(".compiled-model") } }
    let first = try await run()
    #expect(first.status == 0)
    #expect(try kept().count == 1)
    let second = try await run()
    #expect(second.output == first.output)
    #expect(!second.errors.contains("note:"))
    for name in try files() { try FileManager.default.removeItem(atPath: place + "/" + name) }
    #expect(chmod(place, 0o777) == 0)
    let open = try await run()
    #expect(open.output == first.output)
    #expect(open.errors.contains("others can reach"))
    #expect(try files().isEmpty)
  }
}
