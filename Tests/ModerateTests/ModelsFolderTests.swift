import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  /// A set-up that is not whole never gives an answer.
  @Suite struct ModelsFolder {
    private static let model = "safety/image-safety-classifier-s.onnx"

    /// A models folder with the runtime of this checkout and a changed model.
    private func folder(_ change: (inout Data) -> Void) throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      try FileManager.default.createSymbolicLink(
        atPath: folder.path + "/runtime", withDestinationPath: Moderate.models + "/runtime")
      var bytes = try Data(contentsOf: URL(filePath: Moderate.models).appending(path: Self.model))
      change(&bytes)
      try folder.write(bytes, to: Self.model)
      return folder
    }

    private func expectNoAnswer(
      _ run: ModerateRun, naming file: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(run.exited, sourceLocation: sourceLocation)
      #expect(run.status == 1, sourceLocation: sourceLocation)
      #expect(run.output.isEmpty, sourceLocation: sourceLocation)
      #expect(run.errors.contains(file), sourceLocation: sourceLocation)
      #expect(run.errors.contains("./run setup"), sourceLocation: sourceLocation)
      #expect(!run.errors.contains("PASS"), sourceLocation: sourceLocation)
    }

    @Test func oneChangedBitIsNoticed() async throws {
      let folder = try folder { $0[$0.count / 2] ^= 1 }
      expectNoAnswer(
        try await Moderate.run("--models", folder.path, Picture.photo), naming: "\(folder.path)/\(Self.model)")
    }

    @Test func aModelCutShortIsNoticed() async throws {
      let folder = try folder { $0.removeLast() }
      expectNoAnswer(
        try await Moderate.run("--json", "--models", folder.path, Picture.photo),
        naming: "\(folder.path)/\(Self.model)")
    }

    @Test func aMissingModelIsNoticed() async throws {
      let folder = try folder { _ in }
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(Self.model)")
      expectNoAnswer(
        try await Moderate.run("--json", "--models", folder.path, Picture.photo),
        naming: "\(folder.path)/\(Self.model)")
    }

    @Test(arguments: [true, false])
    func aFolderThatIsEmptyOrMissingIsNoticed(_ exists: Bool) async throws {
      let folder = try TemporaryFolder()
      let path = exists ? folder.path : folder.path + "/nowhere"
      expectNoAnswer(try await Moderate.run("--json", "--models", path, Picture.photo), naming: path)
      expectNoAnswer(
        try await Moderate.run("--json", Picture.photo, environment: ["IMAGE_MODERATION_MODELS": path]), naming: path)
    }

    @Test func anEmptyRuntimeFolderIsNoticed() async throws {
      let folder = try TemporaryFolder()
      try FileManager.default.createDirectory(atPath: folder.path + "/runtime", withIntermediateDirectories: false)
      expectNoAnswer(
        try await Moderate.run("--models", folder.path, Picture.photo), naming: "\(folder.path)/runtime")
    }

    @Test func theFolderGivenGoesBeforeTheEnvironment() async throws {
      let run = try await Moderate.run(
        "--json", "--models", Moderate.models, Picture.photo, environment: ["IMAGE_MODERATION_MODELS": "/nonexistent"])
      #expect(run.status == 0)
      #expect(try run.document()["suggestion"] == "PASS")
    }
  }
}
