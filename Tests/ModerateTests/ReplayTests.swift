import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Replay {
    /// Some images of the fixtures, an empty file and a missing one, judged by porn and terror.
    private static let pictures = [
      "safety_classifier/arcs.png", "images/generated/animated", "images/png", "images/text/poster.png", "images/none",
    ]
    private static let scenes = ["--scenes", "porn,terror", "--set", "limits.deadlineSeconds=3600"]

    private func results(_ scratch: TemporaryFolder, _ more: [String] = [], _ name: String = "results.jsonl")
      async throws
      -> String
    {
      let run = try await Moderate.run(["--json"] + Self.scenes + more + Self.pictures)
      return try scratch.write(run.output.utf8, to: name)
    }

    private func lines(_ path: String) throws -> [JSON] {
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
        guard case .object(var members) = try JSON(String(line)) else { return .null }
        members["timing"] = nil
        return .object(members)
      }
    }

    @Test("under the same policy results come out byte by byte; under another as a fresh look gives them")
    func same() async throws {
      let scratch = try TemporaryFolder()
      let before = try await results(scratch)
      let again = scratch.path + "/again.jsonl"
      let run = try await Moderate.run(["replay", before] + Self.scenes + ["-o", again])
      // One image could not be read, which stays so.
      #expect(run.status == 1 && run.output == "")
      #expect(try Data(contentsOf: URL(filePath: again)) == Data(contentsOf: URL(filePath: before)))

      let changes = [
        "images.Porn.review=0.05", "images.Terror/Firearm.review=0.2", "limits.minimumSidePixels=100",
      ].flatMap { ["--set", $0] }
      let stricter = scratch.path + "/stricter.jsonl"
      let replayed = try await Moderate.run(
        ["replay", before] + Self.scenes + changes + ["--recorded", "default", "-o", stricter])
      let fresh = try await results(scratch, changes, "fresh.jsonl")
      #expect(replayed.output.contains("PASS -> REVIEW  "))
      #expect(try lines(stricter) == lines(fresh))
    }

    @Test("codes that were not looked for are a gap under a policy that looks for them, and none under the same one")
    func codes() async throws {
      let scratch = try TemporaryFolder()
      let (out, fewer) = (scratch.path + "/run", ["--scenes", "text", "--set", "codes.kinds=qr"])
      let scan = try await Moderate.run(
        ["scan", "images/text/other-scripts.png", "-o", out, "--deadline", "3600", "-q"] + fewer)
      #expect(scan.status == 0, "\(scan.errors)")
      let more = try await Moderate.run(["replay", out, "--scenes", "text"])
      #expect(more.output.contains("text has a gap: Aztec was not looked for"), "\(more.output) \(more.errors)")
      let same = try await Moderate.run(["replay", out] + fewer)
      #expect(!same.output.contains("was not looked for"), "\(same.output) \(same.errors)")
    }

    @Test("what is not in the results is a gap, and the command says what to do")
    func gaps() async throws {
      let scratch = try TemporaryFolder()
      let run = try await Moderate.run(["--json", "--scenes", "porn", Self.pictures[0]])
      let before = try scratch.write(run.output.utf8, to: "results.jsonl")
      let more = try await Moderate.run([
        "replay", before, "--scenes", "porn,terror", "--set", "images.Porn.review=0.8",
      ])
      #expect(more.status == 1)
      #expect(more.output.contains("terror has a gap: the scene was not looked at then"))
      #expect(more.errors.contains("1 with a gap that the record cannot fill"))
      #expect(more.errors.contains("name the folder of a run, or with --recorded the policy that comes nearest"))
    }

    @Test(
      "what is wrong is said with its place: a line that is no result, a torn one, no such file, a policy, an output")
    func wrong() async throws {
      let scratch = try TemporaryFolder()
      let run = try await Moderate.run(["--json", "--scenes", "porn", Self.pictures[0]])
      let broken = try scratch.write((run.output + "nonsense\n").utf8, to: "broken.jsonl")
      let torn = try scratch.write(run.output.dropLast(20).utf8, to: "torn.jsonl")
      let good = try scratch.write(run.output.utf8, to: "good.jsonl")
      for (arguments, status, message) in [
        ([broken], 1, "broken.jsonl:2: the line is not a result of moderate --json or scan: it is not JSON"),
        ([torn], 1, "torn.jsonl:1: the last line is torn"),
        ([scratch.path], 1, "results.jsonl: cannot be read: No such file"),
        ([good, "--policy", "strict"], 64, "there is no policy \"strict\""),
        ([good, "-o", good], 64, "exists already"), ([good, "--recorded", "x"], 64, "there is no policy \"x\""),
        ([good, "--manifest", "none.yaml"], 64, "none.yaml"),
      ] {
        let run = try await Moderate.run(["replay", "--scenes", "porn"] + arguments)
        #expect(run.status == status && run.errors.contains(message), "\(arguments): \(run.status) \(run.errors)")
      }
    }
  }
}
