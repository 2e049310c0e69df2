import ImageModeration
import Testing

@testable import PornDetection

@Suite("One porn decision from two models", .timeLimit(.minutes(20)))
struct PornDecisionTests {
  static func suggestion(_ first: Double, _ second: Double) -> Suggestion? {
    let asked = first >= PornDecision.doubtFrom
    let score = PornDecision(first: first, second: asked ? second : nil).score
    return PornDetector.descriptor.bands[.porn]?.meaning(of: score).suggestion
  }

  @Test(
    "each corner of the rule, from both sides",
    arguments: [
      // image-safety-classifier-s alone: for a person from 0.5 on, never more.
      (0.499, 0.0, Suggestion.pass), (0.501, 0, .review), (1, 0, .review), (1, 0.8, .review),
      // Both together.
      (0.349, 0.5, .pass), (0.351, 0.2, .review), (0.351, 0.199, .pass), (0.7, 1, .review), (0.71, 0.81, .block),
      (0.71, 0.79, .review),
      // open_nsfw alone: for a person where it is sure and the first is in doubt.
      (0.1, 0.81, .review), (0.1, 0.79, .pass), (0.099, 1, .pass), (0.3, 1, .review),
    ])
  func corners(first: Double, second: Double, expected: Suggestion) {
    #expect(Self.suggestion(first, second) == expected)
  }

  @Test("the score stays in 0…1 and never falls where an opinion rises")
  func monotone() {
    let steps = (0...100).map { Double($0) / 100 }
    for first in steps {
      var last = 0.0
      for second in steps {
        let score = PornDecision(first: first, second: first < PornDecision.doubtFrom ? nil : second).score
        #expect((last...1).contains(score), "\(first) \(second)")
        last = score
      }
    }
    for second in steps {
      var last = 0.0
      for first in steps {
        let score = PornDecision(first: first, second: first < PornDecision.doubtFrom ? nil : second).score
        #expect((last...1).contains(score), "\(first) \(second)")
        last = score
      }
    }
  }
}
