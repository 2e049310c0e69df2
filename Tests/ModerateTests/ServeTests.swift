import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  /// `moderate serve --stdio`; its sockets are tested by `Integrations/python`.
  @Suite struct Serve {
    private static let quick = ["serve", "--stdio", "--scenes", "porn", "--deadline", "3600"]

    /// The lines of a run over some bytes, each checked against the schema.
    private func run(
      _ bytes: Data, _ arguments: [String] = quick, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> (run: ModerateRun, lines: [JSON]) {
      let folder = try TemporaryFolder()
      let input = try FileHandle(forReadingFrom: URL(filePath: try folder.write(bytes, to: "frames")))
      let run = try await Moderate.run(arguments, input: input)
      let (stream, result) = (try Moderate.schema("moderation-stream-1"), try Moderate.schema())
      let lines = try run.lines.map { line in
        let line = try JSON(line)
        #expect(stream.problems(with: line) == [], sourceLocation: sourceLocation)
        if line.members["id"] != nil {
          #expect(result.problems(with: line.without("id")) == [], sourceLocation: sourceLocation)
        }
        return line
      }
      return (run, lines)
    }

    private static func frame(_ id: String, _ bytes: Data, _ more: String = "") -> Data {
      Data("{\"id\":\"\(id)\",\"bytes\":\(bytes.count)\(more)}\n".utf8) + bytes
    }

    @Test func answersAreTheRowsOfTheCommandWithAnIdentifier() async throws {
      let folder = "images/generated/still"
      let rows = try await Moderate.run("--json", folder).documents()
      #expect(rows.count > 5)
      var frames = Data()
      for (number, row) in rows.enumerated() {
        let path = try #require(row["source"].text)
        if number.isMultiple(of: 3) {
          frames += Data("{\"id\":\"\(number)\",\"path\":\"\(path)\"}\n".utf8)
        } else {
          frames += Self.frame("\(number)", try Data(contentsOf: Fixture.folder.appending(path: path)))
        }
      }
      let (run, lines) = try await run(frames, Self.quick + ["--ordered"])
      #expect(run.status == 0 && lines.first?["ready"] == .bool(true))
      #expect(lines.last == .object(["answered": .integer(rows.count), "done": .bool(true)]))
      #expect(lines.count == rows.count + 2)
      for (number, (line, row)) in zip(lines.dropFirst(), rows).enumerated() {
        #expect(line["id"] == .string("\(number)"))
        #expect(line["source"] == (number.isMultiple(of: 3) ? row["source"] : .string("\(number)")))
        #expect(line.without("id", "source", "timing") == row.without("source", "timing"))
      }
    }

    @Test func whatIsNoFrameEndsItWith65AfterTheAnswers() async throws {
      let photo = try Data(contentsOf: Fixture.folder.appending(path: Picture.photo))
      let (run, lines) = try await run(Self.frame("1", photo) + Data("GET / HTTP/1.1\r\n\r\n".utf8))
      #expect(run.status == 65 && lines.count == 3)
      #expect(lines.dropFirst().first?["suggestion"] == "PASS")
      #expect(lines.last?["fatal"]["code"] == "headerNotJSON" && lines.last?["fatal"]["frame"] == 2)
      #expect(run.errors.contains("frame 2 at byte \(Self.frame("1", photo).count): "))
    }

    @Test func refusalsAndFailuresAreAnswers() async throws {
      let tooLarge = Data(count: 31_457_280)
      let (run, lines) = try await run(
        Self.frame("large", tooLarge) + Self.frame("policy", Data("x".utf8), ",\"policy\":\"none\"")
          + Data("{\"id\":\"path\",\"path\":\"/nonexistent\"}\n".utf8) + Self.frame("empty", Data()),
        Self.quick + ["--ordered"])
      #expect(run.status == 0 && lines.count == 6)
      #expect(lines[1]["rejection"]["code"] == "byteCountTooLarge")
      #expect(lines[1]["rejection"]["profileCode"] == "InvalidParameterValue.InvalidFileContentSize")
      #expect(lines[2]["failure"]["code"] == "unknownPolicy")
      #expect(lines[3]["failure"]["code"] == "sourceUnreadable")
      #expect(lines[4]["rejection"]["code"] == "byteCountTooSmall")
    }

    @Test func aFrameNamesAnyPolicyOfTheFolderAndShortensItsDeadline() async throws {
      let folder = try TemporaryFolder()
      let scenes = "scenes: [porn]\nlimits:\n  deadlineSeconds: 3600\n"
      try folder.write(scenes.utf8, to: "default.yaml")
      try folder.write((scenes + "  minimumSidePixels: 5000\n").utf8, to: "large.yaml")
      let photo = try Data(contentsOf: Fixture.folder.appending(path: Picture.photo))
      let (run, lines) = try await run(
        Self.frame("1", photo) + Self.frame("2", photo, ",\"policy\":\"large\"")
          + Self.frame("3", photo, ",\"deadlineMilliseconds\":1"),
        ["serve", "--stdio", "--ordered", "--policies", folder.path])
      #expect(run.status == 0 && lines.count == 5)
      #expect(lines[0]["policies"] == .array(["default", "large"]))
      #expect(lines[1]["suggestion"] == "PASS" && lines[1]["policy"]["name"] == "default")
      #expect(lines[2]["rejection"]["code"] == "sideTooSmall" && lines[2]["policy"]["name"] == "large")
      #expect(lines[3]["suggestion"] != "PASS")
    }

    @Test func anOptionThatChangesAPolicyHasItServedAlone() async throws {
      let folder = try TemporaryFolder()
      try folder.write("scenes: [porn]\n".utf8, to: "default.yaml")
      try folder.write("scenes: [porn]\n".utf8, to: "other.yaml")
      let (run, lines) = try await run(
        Data(), ["serve", "--stdio", "--policies", folder.path, "--set", "review.Porn=0.5"])
      #expect(run.status == 0 && run.errors.contains("it is served alone"))
      #expect(lines.first?["policies"] == .array(["default"]))
    }

    @Test func aPolicyThatIsWrongIs64BeforeAnyModelIsLoaded() async throws {
      let folder = try TemporaryFolder()
      try folder.write("scenes: [nonsense]\n".utf8, to: "default.yaml")
      let (run, lines) = try await run(Data(), ["serve", "--stdio", "--policies", folder.path])
      #expect(run.status == 64 && lines.isEmpty && run.errors.contains("default.yaml:1:"))
    }

    @Test(arguments: [
      [], ["--stdio", "--socket", "s"], ["--stdio", "--allow-paths"], ["--stdio", "--socket-mode", "600"],
      ["--socket", "s", "--socket-mode", "rw"], ["--stdio", "--window", "0"], ["--socket", "s", "--connections", "0"],
      ["--socket", "s", "--root", "a", "--allow-paths"],
    ])
    func aWrongCommandLineIs64(arguments: [String]) async throws {
      let run = try await Moderate.run(["serve"] + arguments)
      #expect(run.status == 64 && run.output.isEmpty)
    }

    @Test func aRootThatIsNotThereAndASocketThatCannotBeAre1BeforeAnyModelIsLoaded() async throws {
      for arguments in [["--stdio", "--root", "/nonexistent"], ["--socket", "/nonexistent/s"]] {
        let run = try await Moderate.run(["serve"] + arguments)
        #expect(run.status == 1 && run.output.isEmpty && run.errors.contains("/nonexistent"))
      }
    }

    @Test func everyOptionIsInTheManual() async throws {
      let help = try await Moderate.run("serve", "--help").output
      let manual = try String(
        contentsOf: Moderate.checkout.appending(path: "Documentation/man/moderate.1"), encoding: .utf8)
      let options = help.matches(of: /\n +(?:-[a-z], )?--([a-z0-9-]+)/).map { String($0.1) }
      #expect(options.contains("socket-mode"))
      for option in options where option != "help" {
        #expect(manual.contains("Fl -\(option)\n") || manual.contains("Fl -\(option) "), Comment(rawValue: option))
      }
    }
  }
}
