import ModerationCore
@testable import ModerationHarness
import TestFixtures
import Testing

@Suite("How far a scan is", .timeLimit(.minutes(20)))
struct ScanProgressTests {
  private func state(_ count: Int, before: Int = 0) -> Scan.State {
    var tally = RunTally()
    for number in 0..<count { tally.count(MadeUpRow.verdict("\(number)", score: number % 10 == 0 ? 0.9 : 0.1)) }
    return Scan.State(tally: tally, before: before)
  }

  @Test("a line a minute, with rate, time left and counts")
  func lines() {
    let start = ContinuousClock.now
    var progress = ScanProgress(.file, now: start)
    #expect(progress.line(state(10), of: 2000, now: start + .seconds(59)) == nil)
    #expect(
      progress.line(state(1200), of: 3000, now: start + .seconds(60))
        == "1,200 of 3,000, 20/s, 90 s left: 1,080 PASS, 120 BLOCK")
    #expect(progress.line(state(1300), of: 3000, now: start + .seconds(61)) == nil)
  }

  @Test("what was done before counts for no rate; without a total there is no forecast")
  func resumed() {
    let start = ContinuousClock.now
    var progress = ScanProgress(.terminal, now: start)
    #expect(
      progress.line(state(1010, before: 1000), of: nil, now: start + .seconds(10))
        == "1,010, 1.0/s: 909 PASS, 101 BLOCK")
  }

  @Test("the rate is that of the last minute")
  func rate() {
    let start = ContinuousClock.now
    var progress = ScanProgress(.terminal, now: start)
    var line: String?
    for second in 1...200 {
      line = progress.line(state(second < 100 ? second * 50 : 5000), of: nil, now: start + .seconds(second))
    }
    #expect(line?.hasPrefix("5,000, 0.0/s") == true)
  }

  @Test(
    "times",
    arguments: [
      (0, "0 s"), (99, "99 s"), (100, "2 min"), (5939, "99 min"), (5940, "1 h 39 min"), (172_800, "2 d 0 h"),
      (.infinity, "1157 d 9 h"),
    ] as [(Double, String)])
  func times(seconds: Double, text: String) {
    #expect(ScanProgress.time(seconds) == text)
  }

  @Test("one is no many")
  func one() {
    let start = ContinuousClock.now
    let progress = ScanProgress(.file, now: start)
    var state = state(1, before: 1)
    (state.copied, state.passedOver) = (1, 1)
    #expect(
      progress.summary(state, now: start + .seconds(2))
        == "1 image: 1 BLOCK; 1 was done before; 1 is equal to another; 1 file is no image and was passed over; 2 s")
  }
}
