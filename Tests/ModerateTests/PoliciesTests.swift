import Foundation
import TestFixtures
import Testing
import Yams

extension ModerateTests {
  @Suite struct Policies {
    /// Harmless, with a porn score of 0.695.
    static let arcs = "safety_classifier/arcs.png"

    /// A folder that `init` wrote, and what it said.
    private func folder(_ scratch: TemporaryFolder) async throws -> (path: String, run: ModerateRun) {
      let path = scratch.url.appending(path: "policies").path
      return (path, try await Moderate.run(["policies", "init", path]))
    }

    private func write(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

    @Test("a new folder is right, and nothing is written over")
    func new() async throws {
      let scratch = try TemporaryFolder()
      let (path, run) = try await folder(scratch)
      #expect(run.status == 0)
      #expect(
        run.lines
          == ["default.yaml", "live_chat.yaml", "avatars.yaml", "words/house-rules.txt", "policy-1.schema.json"]
          .map { "\(path)/\($0)" })
      let check = try await Moderate.run(["policies", "check", path])
      #expect(check.status == 0)
      #expect(check.errors == "")
      #expect(check.lines.map { $0.split(separator: " ")[1] } == ["avatars", "default", "ims", "live_chat", "tiia"])
      let again = try await Moderate.run(["policies", "init", path])
      #expect(again.status == 1)
      #expect(again.errors.contains("exists already"))
    }

    @Test("what is wrong is named with file, line and column, and nothing is judged")
    func wrong() async throws {
      let scratch = try TemporaryFolder()
      let (path, _) = try await folder(scratch)
      try write("images: {Pron: {review: 0.5}}\nsampling: evry\n", "\(path)/mine.yaml")
      let check = try await Moderate.run(["policies", "check", path])
      #expect(check.status == 1)
      #expect(check.output == "")
      #expect(check.errors.contains("moderate: mine.yaml:2:11: sampling must be one of"))
      for arguments in [
        ["policies", "show", "default", "--policies", path],
        ["policies", "diff", "default", "ims", "--policies", path],
        ["--policies", path, Self.arcs],
      ] {
        let run = try await Moderate.run(arguments)
        #expect(run.status == 64, "\(arguments)")
        #expect(run.output == "")
        #expect(run.errors.contains("mine.yaml:2:11"))
      }
    }

    @Test("what is shown is a policy that comes to the same")
    func shown() async throws {
      let scratch = try TemporaryFolder()
      let (path, _) = try await folder(scratch)
      let show = try await Moderate.run(["policies", "show", "live_chat", "--policies", path])
      #expect(show.status == 0)
      #expect(show.output.contains("  minimumSidePixels: 51                       # profile ims-2020-12-29\n"))
      #expect(show.output.contains("    review: 0.15                              # live_chat.yaml:6\n"))
      try write(show.output, "\(path)/copy.yaml")
      let same = try await Moderate.run(["policies", "diff", "live_chat", "copy", "--policies", path])
      #expect(same.status == 0, "\(same.output)")
      let other = try await Moderate.run(["policies", "diff", "default", "\(path)/live_chat", "--policies", path])
      #expect(other.status == 1)
      #expect(other.lines.contains("- stopsAtBlock: false  # default (built in)"))
      #expect(other.lines.contains("+ stopsAtBlock: true  # live_chat.yaml:15"))
    }

    @Test("one picture under several policies, each with its name and version, and one on trial")
    func judged() async throws {
      let scratch = try TemporaryFolder()
      let (path, _) = try await folder(scratch)
      let versions = Dictionary(
        uniqueKeysWithValues: try await Moderate.run(["policies", "check", path]).lines.map { line in
          let words = line.split(separator: " ").map(String.init)
          return (words[1], words[3])
        })
      func judge(_ more: String...) async throws -> JSON {
        // In fp32, whose scores are the same on every machine: the thresholds below lie beside one.
        try await Moderate.run(
          ["--json", "--scenes", "porn", "--precision", "fp32", "--policies", path] + more + [Self.arcs]
        ).document()
      }
      let chat = try await judge("--policy", "live_chat", "--shadow", "avatars")
      #expect(chat["suggestion"].text == "BLOCK")
      #expect(chat["policy"]["name"].text == "live_chat")
      #expect(chat["shadow"]["suggestion"].text == "REVIEW")
      #expect(chat["shadow"]["differs"] == .bool(true))
      #expect(chat["shadow"]["policy"]["version"].text == versions["avatars"])
      let tried = try await judge("--policy", "live_chat", "--set", "block.Porn=0.7", "--set", "review.Porn=0.695")
      #expect(tried["suggestion"].text == "PASS")
      #expect(tried["policy"]["version"] != chat["policy"]["version"])
    }

    @Test("a policy may take pictures that the profile refuses")
    func limits() async throws {
      let small = "images/generated/boundary/d_50x50.png"
      #expect(try await Moderate.run(["--scenes", "porn", small]).output.hasPrefix("REFUSED"))
      let run = try await Moderate.run(["--scenes", "porn", "--set", "limits.minimumSidePixels=50", small])
      #expect(run.status == 0)
      #expect(run.output.hasPrefix("PASS"))
    }

    @Test("a word of the policy's list hits, and one of --words beside it")
    func words() async throws {
      let scratch = try TemporaryFolder()
      let (path, _) = try await folder(scratch)
      try write("# name: nights\n# label: Porn\n美女&包夜\n", "\(path)/words/nights.txt")
      try write("lists: {words: [{file: words/nights.txt, suggestion: REVIEW}]}\nscenes: [text]\n", "\(path)/text.yaml")
      let own = scratch.url.appending(path: "own.txt").path
      try write("# name: own\nPHOTO\nHELLO\n", own)
      let document = try await Moderate.run([
        "--json", "--policies", path, "--policy", "text", "--words", own, "images/text/poster.png",
      ]).document()
      let nights = document["findings"].elements.filter { $0["list"].text == "nights" }
      #expect(nights.map { $0["suggestion"].text } == ["REVIEW"])
      #expect(document["lists"].elements.map { $0["name"].text } == ["nights", "own"])
    }

    @Test(
      "the command line goes before the environment, and that before the file",
      arguments: [
        ([], [:], "REVIEW", "default"), (["config"], [:], "BLOCK", "live_chat"),
        (["config"], ["IMAGE_MODERATION_POLICY": "avatars"], "REVIEW", "avatars"),
        (["config", "--policy", "default"], ["IMAGE_MODERATION_POLICY": "avatars"], "REVIEW", "default"),
        ([], ["IMAGE_MODERATION_CONFIG": "config"], "BLOCK", "live_chat"),
      ] as [([String], [String: String], String, String)])
    func precedence(
      arguments: [String], environment: [String: String], suggestion: String, policy: String
    ) async throws {
      let scratch = try TemporaryFolder()
      _ = try await folder(scratch)
      let config = scratch.url.appending(path: "moderate.yaml").path
      try write("policies: policies\npolicy: live_chat\njobs: 1\nfailOn: block\n", config)
      let named = arguments.flatMap { $0 == "config" ? ["--config", config] : [$0] }
      let run = try await Moderate.run(
        ["--json", "--scenes", "porn"] + named + [Self.arcs],
        environment: environment.mapValues { $0 == "config" ? config : $0 })
      let document = try run.document()
      #expect(document["suggestion"].text == suggestion)
      #expect(document["policy"]["name"].text == policy)
      #expect(run.status == (suggestion == "BLOCK" ? 2 : 0))
    }

    @Test(
      "a configuration that is wrong ends the program before anything is looked at",
      arguments: [
        ("jobs: 0\n", "moderate.yaml:1:7: jobs must be a whole number from 1 to 256"),
        ("polices: x\n", "did you mean policies?"), ("jobs: [\n", "not YAML"), ("failOn: never\n", "must be one of"),
      ])
    func configuration(text: String, words: String) async throws {
      let scratch = try TemporaryFolder()
      let config = scratch.url.appending(path: "moderate.yaml").path
      try write(text, config)
      let run = try await Moderate.run(["--config", config, Self.arcs])
      #expect(run.status == 64)
      #expect(run.output == "")
      #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test(
      "what cannot be tried is told with the option",
      arguments: [
        (["--set", "review.Pron=0.5"], "--set review.Pron: images.Pron.review is of Pron"),
        (["--set", "x"], "--set takes KEY=VALUE"), (["--set", "nothing=1"], "is no key"),
        (["--policy", "nobody"], "there is no policy \"nobody\""),
        (["--shadow", "nobody"], "names nobody, which there is not"),
        (["--policies", "/nowhere"], "cannot read the policy folder"), (["--config", "/nowhere"], "cannot read"),
        (["--set", "lists.words=[a.txt]"], "in no policy folder"),
        (["--scenes", "politics"], "nothing to compare with"), (["--policies", ""], "--policies takes a folder"),
        (["--policies", "/a\nmoderate: fake"], "moderate: /a\\nmoderate: fake: cannot read"),
      ])
    func refused(arguments: [String], words: String) async throws {
      let run = try await Moderate.run(arguments + [Self.arcs])
      #expect(run.status == 64)
      #expect(run.output == "")
      #expect(run.errors.contains(words), "\(run.errors)")
    }

    @Test(
      "the schema takes the policies of the example and of the program",
      arguments: [
        "Examples/Policies/default.yaml", "Examples/Policies/live_chat.yaml", "Examples/Policies/avatars.yaml",
        "Sources/Policies/BuiltIn/default.yaml", "Sources/Policies/BuiltIn/ims.yaml",
        "Sources/Policies/BuiltIn/tiia.yaml",
      ])
    func schema(path: String) throws {
      let text = try String(contentsOf: Moderate.checkout.appending(path: path), encoding: .utf8)
      #expect(
        try Moderate.schema("policy-1").problems(with: Self.json(try #require(try Yams.compose(yaml: text)))) == [])
    }

    @Test(
      "and refuses what the reader refuses",
      arguments: [
        "stopAtBlock: true", "sampling: evry", "limits: {minimumSidePixels: 0}", "images: {Porn: {review: 2}}",
        "patterns: {webAddress: maybe}", "scenes: [pron]", "exceptions: [{label: Ad}]",
        "lists: {words: [{path: a}]}",
      ])
    func schemaRefuses(text: String) throws {
      #expect(
        try Moderate.schema("policy-1").problems(with: Self.json(try #require(try Yams.compose(yaml: text)))) != [])
    }

    @Test("every key of the schema stands in the page on policies")
    func page() throws {
      let page = try String(
        contentsOf: Moderate.checkout.appending(path: "Documentation/Policies.md"), encoding: .utf8)
      for (name, rule) in try Moderate.schema("policy-1").root["properties"].members {
        let inner = ["images", "texts", "detectors"].contains(name) ? [:] : rule["properties"].members
        let keys = inner.isEmpty ? [name] : inner.keys.map { "\(name).\($0)" }
        for key in keys { #expect(page.contains("`\(key)"), "the page lacks \(key)") }
      }
    }

    /// As JSON would have it: plain scalars by their form, others as texts.
    private static func json(_ node: Node) -> JSON {
      switch node {
      case .mapping(let pairs):
        .object(Dictionary(pairs.map { ($0.key.string ?? "", json($0.value)) }, uniquingKeysWith: { $1 }))
      case .sequence(let nodes): .array(nodes.map(json))
      case .scalar(let scalar) where scalar.style == .plain:
        Int(scalar.string).map(JSON.integer) ?? Double(scalar.string).map(JSON.number)
          ?? Bool(scalar.string).map(JSON.bool) ?? .string(scalar.string)
      default: .string(node.string ?? "")
      }
    }
  }
}
