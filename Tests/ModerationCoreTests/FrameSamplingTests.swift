import ModerationCore
import TestFixtures
import Testing

@Suite("Frame sampling", .timeLimit(.minutes(20)))
struct FrameSamplingTests {
  @Test(
    "the documented rule takes five frames, every fifth",
    arguments: [
      (0, []), (1, [0]), (5, [0]), (6, [0, 5]), (20, [0, 5, 10, 15]), (21, [0, 5, 10, 15, 20]),
      (200, [0, 5, 10, 15, 20]), (Int.max, [0, 5, 10, 15, 20]),
    ])
  func documented(frameCount: Int, indices: [Int]) {
    #expect(FrameSampling.documented.indices(frameCount: frameCount, longest: 3) == indices)
  }

  @Test(
    "the default adds the last frame and the one shown longest, then what lies between, and takes all of up to seven",
    arguments: [
      (0, 0, []), (1, 0, [0]), (2, 0, [0, 1]), (7, 3, [0, 1, 2, 3, 4, 5, 6]), (8, 3, [0, 1, 2, 3, 4, 5, 7]),
      (21, 0, [0, 3, 5, 8, 10, 15, 20]), (100, 33, [0, 5, 10, 15, 20, 33, 99]), (100, 5, [0, 5, 10, 15, 20, 60, 99]),
      (100, 1000, [0, 5, 10, 15, 20, 60, 99]), (.max, 0, [0, 5, 10, 15, 20, .max / 2 + 10, .max - 1]),
    ])
  func standard(frameCount: Int, longest: Int, indices: [Int]) {
    #expect(FrameSampling.standard.indices(frameCount: frameCount, longest: longest) == indices)
  }

  @Test(
    "a number of frames is spread from the first to the last",
    arguments: [(0, [0]), (1, [0]), (2, [0, 99]), (3, [0, 50, 99]), (4, [0, 25, 50, 99])])
  func spread(count: Int, indices: [Int]) {
    #expect(FrameSampling.spread(count).indices(frameCount: 100) == indices)
    #expect(FrameSampling.spread(99).indices(frameCount: 100).count == FrameSampling.maximumFrameCount)
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
    #expect(FrameSampling.standard.indices(frameCount: 30, cap: 1) == [0])
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
      let longest = Int.random(in: 0..<frameCount, using: &generator)
      let budget = Int.random(in: 1...40, using: &generator)
      let wide = FrameSampling(interval: sampling.interval, maximumFrames: sampling.maximumFrames, budget: budget)
      let more = wide.indices(frameCount: frameCount, longest: longest, cap: cap)
      #expect(more.first == 0 && more.count <= min(cap, wide.budget) && more.allSatisfy { $0 < frameCount })
      #expect(zip(more, more.dropFirst()).allSatisfy { $0 < $1 })
      #expect(Set(more).isSuperset(of: wide.budget > wide.maximumFrames ? indices.prefix(cap) : indices[...]))
    }
  }
}
