import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  /// The command as `./run install` lays it out: found by a link, everything else by its place below the prefix.
  @Suite struct Installation {
    private static let models = "share/swift-image-moderation/models"

    /// A prefix with the command and its worker, and a models folder that holds no runtime.
    private func installed() throws -> (prefix: TemporaryFolder, command: URL) {
      let prefix = try TemporaryFolder()
      let built = Moderate.executable.resolvingSymlinksInPath().deletingLastPathComponent()
      let folder = prefix.url.appending(path: "lib/swift-image-moderation")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for name in ["moderate", "moderation-worker"] {
        try FileManager.default.copyItem(at: built.appending(path: name), to: folder.appending(path: name))
      }
      for path in ["bin", "\(Self.models)/runtime"] {
        try FileManager.default.createDirectory(
          at: prefix.url.appending(path: path), withIntermediateDirectories: true)
      }
      let link = prefix.url.appending(path: "bin/moderate")
      try FileManager.default.createSymbolicLink(
        atPath: link.path, withDestinationPath: "../lib/swift-image-moderation/moderate")
      return (prefix, link)
    }

    private func judge(with command: URL, models: String?) async throws -> ModerateRun {
      let photo = Fixture.folder.appending(path: Picture.photo).path
      return try await Moderate.run(
        ["--scenes", "porn", "--deadline", "3600", photo], environment: ["IMAGE_MODERATION_MODELS": models],
        executable: command)
    }

    @Test(arguments: [nil, ""])
    func theModelsInstalledWithTheCommandGoBeforeThoseOfTheCheckout(_ variable: String?) async throws {
      let (prefix, command) = try installed()
      let run = try await judge(with: command, models: variable)
      #expect(run.status == 1)
      #expect(run.errors.contains("\(prefix.url.lastPathComponent)/\(Self.models)/runtime"))
    }

    @Test func theEnvironmentGoesBeforeTheModelsInstalled() async throws {
      let (prefix, command) = try installed()
      let run = try await judge(with: command, models: Moderate.models)
      #expect(run.status == 0)
      #expect(run.output.hasPrefix("PASS"))
      withExtendedLifetime(prefix) {}
    }

    @Test func theManualNamesEveryOption() async throws {
      let help = try await Moderate.run(["--help"]).output
      let manual = try String(
        contentsOf: Moderate.checkout.appending(path: "Documentation/man/moderate.1"), encoding: .utf8)
      let options = help.matches(of: /\n +(?:-[a-z], )?--([a-z0-9-]+)/).map { String($0.1) }
      #expect(options.contains("scenes"))
      for option in options where option != "help" {
        #expect(manual.contains("Fl -\(option)\n") || manual.contains("Fl -\(option) "), Comment(rawValue: option))
      }
    }
  }
}
