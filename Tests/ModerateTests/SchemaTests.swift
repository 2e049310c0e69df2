import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Schema {
    /// What a policy on trial makes of an answer.
    private static let shadow = JSON.object([
      "policy": .object(["name": "trial", "version": "2"]), "suggestion": "REVIEW", "label": "Porn",
      "subLabel": "Explicit",
      "score": .number(0.5), "reason": "Porn/Explicit 0.5 by porn/1", "differs": .bool(true),
    ])

    /// Changes after which a valid answer must not be valid any more: so the validator does see what is wrong.
    private static let changes: [(name: String, change: @Sendable (inout JSON) -> Void)] = [
      ("a key more", { $0["extra"] = 1 }),
      ("a key less", { $0 = $0.without("reason") }),
      ("another schema", { $0["schema"] = "moderation-result-3" }),
      ("a word that is no suggestion", { $0["suggestion"] = "ALLOW" }),
      ("a score above 1", { $0["score"] = .number(1.5) }),
      ("a score below 0", { $0["score"] = -1 }),
      ("a score as text", { $0["score"] = "0.5" }),
      ("a lower-case label", { $0["label"] = "porn" }),
      ("neither judged nor refused", { $0["suggestion"] = nil }),
      ("judged and failed", { $0["failure"] = .object(["code": "x", "message": "x"]) }),
      ("a fraction of a pixel", { $0["image"]["width"] = .number(1.5) }),
      ("an orientation of 9", { $0["image"]["orientation"] = 9 }),
      ("a digest of capitals", { $0["image"]["sha256"] = .string(String(repeating: "A", count: 64)) }),
      ("an unknown format", { $0["image"]["format"] = "MP4" }),
      ("a scene less a key", { $0["scenes"] = .array([$0["scenes"][0].without("model")]) }),
      ("a model that is no list", { $0["scenes"] = .array([$0["scenes"][0].with("model", "open_nsfw")]) }),
      ("a shadow less a key", { $0["shadow"] = shadow.without("differs") }),
      ("a shadow that differs by a word", { $0["shadow"] = shadow.with("differs", "no") }),
      ("a shadow under a policy without a name", { $0["shadow"] = shadow.with("policy", .object([:])) }),
      ("a stage's time as text", { $0["timing"]["stageMilliseconds"]["read"] = "1 ms" }),
    ]

    @Test func theValidatorSeesEveryChange() async throws {
      let schema = try Moderate.schema()
      let document = try await Moderate.run("--json", Picture.photo).document()
      for (name, change) in Self.changes {
        var changed = document
        change(&changed)
        #expect(!schema.problems(with: changed).isEmpty, Comment(rawValue: name))
      }
    }

    @Test func aPolicyOnTrialIsToldBesideAnAnswerAndNotBesideARefusal() async throws {
      let schema = try Moderate.schema()
      let answer = try await Moderate.run("--json", Picture.photo).document()
      #expect(schema.problems(with: answer.with("shadow", Self.shadow)) == [])
      let refusal = try await Moderate.run("--json", Picture.tooSmall).document()
      #expect(!schema.problems(with: refusal.with("shadow", Self.shadow)).isEmpty)
    }

    @Test(arguments: [
      "moderation-result-2", "image-examination-1", "plugin-listing-1", "moderation-run-1", "moderation-evaluation-1",
      "moderation-stream-1",
    ])
    func everyFieldIsDescribedAndRequiredAndNoOthersMayBe(name: String) throws {
      func check(_ schema: JSON, _ place: String) {
        for (name, part) in schema["properties"].members {
          #expect(part["description"].text?.hasSuffix(".") == true, Comment(rawValue: "\(place)/\(name)"))
          check(part, "\(place)/\(name)")
        }
        guard schema.members["additionalProperties"] != nil, !schema["properties"].members.isEmpty else { return }
        #expect(schema["additionalProperties"] == .bool(false), Comment(rawValue: place))
        #expect(
          schema["required"].elements.compactMap(\.text) == schema["properties"].members.keys.sorted(),
          Comment(rawValue: place))
      }
      let root = try Moderate.schema(name).root
      check(root, "")
      for (name, definition) in root["$defs"].members { check(definition, name) }
    }

    /// One run over pictures of every format and of every kind of trouble.
    @Test func allKindsOfPicturesGiveValidAnswers() async throws {
      let run = try await Moderate.run(
        "--json", "images/generated/still", "images/generated/animated", "images/generated/hostile", "images/bmp-bad",
        "images/hostile")
      #expect(try run.documents().count > 75)
    }
  }
}

extension JSON {
  fileprivate func with(_ key: String, _ value: JSON) -> JSON {
    var changed = self
    changed[key] = value
    return changed
  }
}
