import ImageModeration
import Inference
import ModerationTesting
import PornDetection
import TerrorDetection
import Testing
import TextDetection

/// Further detectors of this repository: one with boxes, one without judgement, one of text with a model.
@Suite("Checks of further first-party detectors", .timeLimit(.minutes(20)))
struct FurtherFirstPartyTests {
  private static func expectPass(_ report: DetectorReport) {
    print(report)
    #expect(report.passed, "\(report)")
  }

  private static let hasNudeNet = (try? ModelStore().read(NudeNetDetector.modelFile)) != nil

  @Test("NudeNet", .enabled(if: hasNudeNet, "NudeNet is not here: ./run setup --with nudenet"))
  func nudeNet() throws {
    let store = try ModelStore()
    let detector = try NudeNetDetector(store: store, runtime: try InferenceRuntime(store), concurrency: 2)
    Self.expectPass(DetectorChecks.run(detector))
  }

  @Test("the tags")
  func tags() throws {
    let store = try ModelStore()
    let detector = try TagsDetector(store: store, runtime: try InferenceRuntime(store), concurrency: 2)
    Self.expectPass(DetectorChecks.run(detector))
  }

  @Test("the model of English abuse")
  func englishAbuse() throws {
    let abusive = TextExample("an insult", ["you are an idiot"], expecting: [ScoreExpectation(.abuse, .atLeast(0.5))])
    Self.expectPass(
      DetectorChecks.run(
        try EnglishAbuseDetector(store: try ModelStore()), options: CheckOptions(texts: [abusive])))
  }

  @Test("the model of text classes")
  func textClasses() throws {
    let advertisement = TextExample(
      "an advertisement", ["代开发票 加微信 abc12345"], expecting: [ScoreExpectation(.ad, .atLeast(0.5))])
    Self.expectPass(
      DetectorChecks.run(
        try TextClassesDetector(store: try ModelStore()), options: CheckOptions(texts: [advertisement])))
  }
}
