import ImageFormats
import ModerationCore
import Testing

@testable import ImageFormats

@Suite("Shrink plan", .timeLimit(.minutes(20)))
struct ShrinkPlanTests {
  static let square = InputWish(fit: .exact(PixelSize(width: 256, height: 256)), oversampling: 4)

  @Test("the codec shrinks by the largest power of two, the box filter by what is left per axis of a huge picture")
  func plan() {
    let plan = ShrinkPlan(for: PixelSize(width: 9999, height: 9000), wishes: [Self.square], loaderShrinks: true)
    #expect(plan.onLoad == 8)
    #expect(plan.horizontal == 1)
    #expect(plan.vertical == 1)
    let long = ShrinkPlan(for: PixelSize(width: 30_000, height: 3000), wishes: [Self.square], loaderShrinks: true)
    #expect(long.onLoad == 2)
    #expect(long.horizontal == 14)
    #expect(long.vertical == 1)
  }

  @Test("a loader that cannot shrink leaves all to the box filter")
  func boxOnly() {
    let plan = ShrinkPlan(for: PixelSize(width: 9999, height: 3000), wishes: [Self.square], loaderShrinks: false)
    #expect(plan.onLoad == 1)
    #expect(plan.horizontal == 9)
    #expect(plan.vertical == 2)
  }

  @Test("a picture of ordinary size is handed on whole")
  func whole() {
    let plan = ShrinkPlan(for: PixelSize(width: 4000, height: 3000), wishes: [Self.square], loaderShrinks: false)
    #expect(plan.onLoad == 1 && plan.horizontal == 1 && plan.vertical == 1)
  }

  @Test("the most demanding wish decides")
  func severalWishes() {
    let detailed = InputWish(fit: .longestSide(2000), oversampling: 1)
    let plan = ShrinkPlan(
      for: PixelSize(width: 8000, height: 6000), wishes: [Self.square, detailed], loaderShrinks: true)
    #expect(plan.onLoad * plan.horizontal == 4)
  }

  @Test("nobody's wish shrinks nothing")
  func noWish() {
    let plan = ShrinkPlan(for: PixelSize(width: 8000, height: 6000), wishes: [], loaderShrinks: true)
    #expect(plan.onLoad == 1 && plan.horizontal == 1 && plan.vertical == 1)
  }
}
