import ModerationCore
import TestFixtures
import Testing

@Suite("Frame sampling", .timeLimit(.minutes(20)))
struct FrameSamplingTests {
  @Test(
    "the default takes five frames, every fifth",
    arguments: [
      (0, []), (1, [0]), (5, [0]), (6, [0, 5]), (20, [0, 5, 10, 15]), (21, [0, 5, 10, 15, 20]),
      (200, [0, 5, 10, 15, 20]), (Int.max, [0, 5, 10, 15, 20]),
    ])
  func standard(frameCount: Int, indices: [Int]) {
    #expect(FrameSampling.standard.indices(frameCount: frameCount) == indices)
  }

  @Test("interval 0 means the first frame only")
  func firstOnly() {
    #expect(FrameSampling(interval: 0, maximumFrames: 5).indices(frameCount: 30) == [0])
  }

  @Test("interval 3 steps by three, and the profile's cap holds")
  func capped() {
    let sampling = FrameSampling(interval: 3, maximumFrames: 100)
    #expect(sampling.indices(frameCount: 30, cap: 5) == [0, 3, 6, 9, 12])
    #expect(sampling.indices(frameCount: 30).count == 10)
  }

  @Test("values out of range are brought into it")
  func clamped() {
    let sampling = FrameSampling(interval: -4, maximumFrames: 0)
    #expect(sampling.interval == 0)
    #expect(sampling.maximumFrames == 1)
    #expect(sampling.indices(frameCount: -1).isEmpty)
  }

  @Test("indices ascend, begin with 0, and lie inside the animation, whatever is asked")
  func properties() {
    var generator = SplitMix(seed: 1)
    for _ in 0..<2000 {
      let sampling = FrameSampling(
        interval: Int.random(in: -2...40, using: &generator), maximumFrames: Int.random(in: -2...40, using: &generator))
      let frameCount = Int.random(in: 1...5000, using: &generator)
      let cap = Int.random(in: 1...40, using: &generator)
      let indices = sampling.indices(frameCount: frameCount, cap: cap)
      #expect(indices.first == 0)
      #expect(indices.count <= min(cap, sampling.maximumFrames))
      #expect(indices.allSatisfy { $0 < frameCount })
      #expect(zip(indices, indices.dropFirst()).allSatisfy { $1 - $0 == sampling.interval })
    }
  }
}
