import Foundation
import TestFixtures
import Testing

/// `Integrations`: programs in other languages, with tests of their own.
extension ModerateTests {
  @Suite struct Integrations {
    /// The interpreter; nil where there is none.
    private static let python: URL? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(filePath: String($0)).appending(path: "python3") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }

    @Test(.enabled(if: python != nil, "python3 is not installed"))
    func theClientInPythonPassesItsTests() async throws {
      let run = try await Moderate.run(
        ["-W", "error", "-m", "unittest", "discover", "-s", "Integrations/python"],
        environment: ["MODERATE": Moderate.executable.path, "PYTHONDONTWRITEBYTECODE": "1"], in: Moderate.checkout,
        executable: try #require(Self.python))
      #expect(run.status == 0, Comment(rawValue: String(run.errors.suffix(4_000))))
      let tests = try #require(run.errors.firstMatch(of: /Ran (\d+) tests/))
      #expect(Int(tests.1) ?? 0 > 20 && !run.errors.contains("skipped"))
    }

    @Test func theClientInPythonHasAtMost150LinesButForBlankOnes() throws {
      let text = try String(
        contentsOf: Moderate.checkout.appending(path: "Integrations/python/moderation_stream.py"), encoding: .utf8)
      #expect(text.split(whereSeparator: \.isNewline).count <= 150)
    }
  }
}
