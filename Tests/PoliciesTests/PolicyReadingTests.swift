import ModerationCore
import ModerationJudging
import Policies
import StandardDetectors
import Testing

@Suite(.timeLimit(.minutes(20)))
struct PolicyReadingTests {
  @Test("an empty policy is the built-in default")
  func empty() throws {
    let mine = try policy("# nothing\n")
    let base = try PolicyFolder(nil, detectors: StandardDetectors.descriptors).policy(named: "default")
    #expect(mine.limits == .ims20201229)
    #expect(mine.policy.sampling == .standard)
    #expect(mine.version == base.version)
    #expect(PolicyDifference(mine, base).lines.isEmpty)
  }

  @Test("every kind of value reaches what judges")
  func values() throws {
    let mine = try policy(
      """
      scenes: [porn, terror, text]
      limits: {minimumSidePixels: 16, maximumFileBytes: 2000, formats: [JPEG], deadlineSeconds: 2.5, sizeIsAdvice: true}
      sampling: 9
      reading: {engine: tesseract, languages: [rus, eng], textModels: false}
      thorough: true
      models: {porn: open-nsfw}
      transparency: {onBlack: false, hiddenColour: true}
      images:
        Porn: {review: 0.3, block: 0.7}
        Terror/Fire: off
      texts:
        Abuse: {block: 0.99}
      patterns: {webAddress: off, phoneNumber: block, goodsCode: review}
      gaps: {suggestion: BLOCK, deadline: REVIEW, unsampledFrames: REVIEW, notCovered: [UnreadText]}
      exceptions: [{name: our address, subLabel: PhoneNumber}]
      stopsAtBlock: true
      """)
    #expect(mine.scenes == [.porn, .terror, .text])
    #expect(mine.limits.size.minimumSidePixels == 16)
    #expect(mine.limits.size.isAdvisory)
    #expect(mine.limits.maximumFileBytes == 2000)
    #expect(mine.limits.formats == [.jpeg])
    #expect(mine.limits.deadline == .seconds(2.5))
    #expect(mine.limits.name == "ims-2020-12-29")
    #expect(mine.reader == .tesseract(languages: ["rus", "eng"]))
    #expect(!mine.usesTextModels)
    #expect(mine.isThorough)
    #expect(mine.usesOpenNSFWAlone)
    #expect(mine.omits == [.webAddress])
    let judging = mine.policy
    #expect(judging.name == "mine")
    #expect(judging.version == mine.version)
    #expect(judging.sampling == .spread(9))
    #expect(!judging.looksOnBlack)
    #expect(judging.judgesColorUnderZeroAlpha)
    #expect(judging.thresholds.images[Claim(.porn)] == ScoreThresholds(review: 0.3, block: 0.7))
    #expect(judging.thresholds.images[Claim(.terror, .fire)] == .off)
    #expect(judging.thresholds.texts[Claim(.abuse)] == ScoreThresholds(block: 0.99))
    #expect(judging.gapSuggestion == .block)
    #expect(judging.gapSuggestions == [.deadline: .review, .unsampledFrames: .review])
    #expect(judging.takesUnsampledFramesForGap)
    #expect(judging.gapsFor == [.unreadText])
    #expect(judging.exceptions.map(\.name) == ["our address"])
    #expect(judging.stopsAtBlock)
    func meaning(_ detector: String, _ subLabel: SubLabel, _ score: Double) throws -> Suggestion? {
      let descriptor = try #require(StandardDetectors.descriptors.first { $0.name == detector })
      return judging.meaning(of: Finding(label: .ad, subLabel: subLabel, score: score), by: descriptor)?.suggestion
    }
    #expect(try meaning("text.patterns", .phoneNumber, 0.3) == .block)
    #expect(try meaning("text.barcodes", SubLabel.goodsCodes[0], 0.6) == .review)
    #expect(try meaning("text.barcodes", SubLabel.matrixCodes[0], 1) == .block)
  }

  @Test("a threshold of one detector leaves the other one to its label's")
  func detectors() throws {
    let mine = try policy(
      "images: {Porn: {review: 0.01}}\ndetectors:\n  porn.two-models:\n    Porn: {block: 0.6}\n")
    let porn = try #require(StandardDetectors.descriptors.first { $0.name == "porn.two-models" })
    func meaning(_ score: Double) -> ScoreBands.Meaning? {
      mine.policy.meaning(of: Finding(label: .porn, score: score), by: porn)
    }
    #expect(meaning(0.02) == ScoreBands.Meaning(.review, .sexy, .suggestive))
    #expect(meaning(0.7) == ScoreBands.Meaning(.block, .porn, .explicit))
  }

  @Test("a policy on trial takes what is not looked for under it for evidence, and is no heir's")
  func trial() throws {
    let mine = try policy("patterns: {webAddress: off}", ["default.yaml": "shadow: mine\n"])
    let patterns = try #require(StandardDetectors.descriptors.first { $0.name == "text.patterns" })
    let address = Finding(label: .ad, subLabel: .webAddress, score: 0.6)
    #expect(mine.policy.meaning(of: address, by: patterns)?.suggestion == .pass)
    #expect(mine.shadow == nil)
  }

  @Test("the documented policies come with the library", arguments: ["ims", "tiia"])
  func builtIn(name: String) throws {
    let built = try PolicyFolder(nil, detectors: StandardDetectors.descriptors).policy(named: name)
    #expect(built.limits == (name == "ims" ? .ims20201229 : .tiia20190529))
    #expect(built.policy.sampling == (name == "ims" ? .documented : .firstFrame))
  }

  @Test("a policy inherits, value by value, and says where each comes from")
  func inheritance() throws {
    let folder = try ScratchFolder([
      "default.yaml": "images: {Porn: {review: 0.3}}\nstopsAtBlock: true\n",
      "strict.yaml": "extends: ims\nimages: {Porn: {block: 0.6}}\n",
      "chat.yaml": "description: a chat\nimages: {Porn: {block: 0.5}}\n",
      "kids.yaml": "extends: chat\nimages:\n  Porn: {review: 0.1}\n",
    ]).read()
    let kids = try folder.policy(named: "kids")
    #expect(kids.policy.thresholds.images[Claim(.porn)] == ScoreThresholds(review: 0.1, block: 0.5))
    #expect(kids.policy.stopsAtBlock)
    let origins = Dictionary(kids.settings.map { ($0.key, $0.origin.description) }) { $1 }
    #expect(origins["images.Porn.review"] == "kids.yaml:3")
    #expect(origins["images.Porn.block"] == "chat.yaml:2")
    #expect(origins["stopsAtBlock"] == "default.yaml:2")
    #expect(origins["sampling"] == "default (built in)")
    #expect(origins["limits.minimumSidePixels"] == "profile ims-2020-12-29")
    #expect(origins["description"] == nil)
    // The built-in policies begin with the built-in default, whatever the folder's says.
    #expect(try folder.policy(named: "strict").policy.stopsAtBlock == false)
    #expect(try folder.policy(named: "strict").policy.sampling == .documented)
  }

  @Test("a listing reads back as the same policy")
  func listing() throws {
    let text = """
      images: {Porn: {review: 0.3, block: never}, Terror: off}
      patterns: {webAddress: off}
      lists: {words: [{file: words/a.txt, suggestion: BLOCK}]}
      exceptions: [{name: "our: number", label: Ad, keyword: "a \\"b\\""}]
      detectors: {terror.gore: {Terror: {review: 0.9, block: 0.95}}}
      """
    let words = ["words/a.txt": "# name: a\nspam\n"]
    let mine = try policy(text, words)
    let again = try policy(mine.listing(detectors: StandardDetectors.descriptors), words)
    #expect(again.version == mine.version)
    #expect(again.policy == mine.policy)
  }

  @Test("the version is of content and lists, and not of names, places and descriptions")
  func versions() throws {
    let one = try policy("sampling: 4\nlists: {words: [words/a.txt]}\n", ["words/a.txt": "spam\n"])
    let moved = try policy(
      "description: other\n\nlists: {words: [words/a.txt]}\nsampling: 4\n", ["words/a.txt": "spam\n"])
    let longer = try policy("sampling: 4\nlists: {words: [words/a.txt]}\n", ["words/a.txt": "spam\nham\n"])
    let other = try policy("sampling: 5\nlists: {words: [words/a.txt]}\n", ["words/a.txt": "spam\n"])
    #expect(moved.version == one.version)
    #expect(Set([one, longer, other].map(\.version)).count == 3)
  }

  @Test("a value may be tried, and what is tried is checked as a file is")
  func changes() throws {
    let folder = try ScratchFolder(["chat.yaml": "images: {Porn: {block: 0.6}}\n"]).read()
    func changed(_ key: String, _ value: String) throws(PolicyProblems) -> ResolvedPolicy {
      try folder.policy(named: "chat", changes: [PolicyChange(key: key, value: value, source: "--set", in: folder)])
    }
    #expect(try changed("review.Porn", "0.5").policy.thresholds.images[Claim(.porn)]?.review == 0.5)
    #expect(try changed("review.Abuse", "0.5").policy.thresholds.texts[Claim(.abuse)]?.review == 0.5)
    #expect(try changed("images.Terror/Fire", "off").policy.thresholds.images[Claim(.terror, .fire)] == .off)
    #expect(try changed("limits.minimumSidePixels", "10").limits.size.minimumSidePixels == 10)
    #expect(try changed("scenes", "[porn]").scenes == [.porn])
    #expect(
      try changed("detectors.terror.gore.Terror.review", "0.9").policy.thresholds
        .detectors["terror.gore"]?[Claim(.terror)]?.review == 0.9)
    for (key, value, words) in [
      ("review.Pron", "0.5", "did you mean Porn?"), ("review.Porn", "2", "number from 0 to 1"),
      ("review.Porn", "0.7", "block threshold 0.6"), ("limits", "3", "is no key"), ("nothing", "3", "is no key"),
      ("images.Porn.reveiw", "0.1", "did you mean review?"), ("thorough", "true\nfoo: bar", "has no key"),
      ("minimumSidePixels", "3", "did you mean limits.minimumSidePixels?"), ("shadow", "chat", "the policy itself"),
      ("sampling", "[", "--set"), ("", "", "is no key"), ("...", "1", "is no key"), ("extends", "ims", "is no key"),
    ] {
      let error = #expect(throws: PolicyProblems.self) { try changed(key, value) }
      #expect(error?.description.contains(words) == true, "\(key)=\(value): \(error?.description ?? "")")
    }
  }
}
