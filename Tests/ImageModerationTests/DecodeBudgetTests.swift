import TestFixtures
import Dispatch
import ImageDecoding
import ImageFormats
import Testing

@testable import ImageModeration

@Suite("Decode budget", .timeLimit(.minutes(20)))
struct DecodeBudgetTests {
  static func header(
    _ format: ImageFormat, side: Int, bits: Int = 8, kind: ImageHeader.FrameKind = .still, isProgressive: Bool = false
  ) -> ImageHeader {
    ImageHeader(
      format: format, codedSize: PixelSize(width: side, height: side), frameCount: kind == .still ? 1 : 30,
      frameKind: kind, bitsPerChannel: bits, channelCount: 3, isProgressive: isProgressive)
  }

  static func memory(_ header: ImageHeader, wishes: [InputWish] = [InputWish(fit: .longestSide(500))]) -> Int {
    DecodeCost(header, frames: [0], wishes: wishes).memoryBytes
  }

  @Test("a codec that must hold the whole picture counts for more than ten times one that streams")
  func codecs() {
    let baseline = Self.memory(Self.header(.jpeg, side: 9999))
    #expect(Self.memory(Self.header(.jpeg, side: 9999, isProgressive: true)) > 5 * baseline)
    #expect(Self.memory(Self.header(.heic, side: 9999)) > 10 * baseline)
    #expect(Self.memory(Self.header(.heic, side: 9999, bits: 10)) > Self.memory(Self.header(.heic, side: 9999)))
    #expect(Self.memory(Self.header(.avif, side: 9999)) > 8 * baseline)
  }

  @Test("the largest picture that is documented as allowed fits the budget in every codec")
  func largest() {
    for format in Limits.ims20201229.formats {
      #expect(Self.memory(Self.header(format, side: 9999)) < Limits.decodeMemoryBudget, "\(format)")
    }
  }

  @Test("sizes that no number can hold do not trap")
  func overflow() {
    for format in ImageFormat.known {
      #expect(Self.memory(Self.header(format, side: .max)) > Limits.decodeMemoryBudget, "\(format)")
    }
  }

  @Test("a picture that takes more memory than one may is refused before anything is decoded, with both numbers")
  func refusal() async throws {
    var limits = Limits.ims20201229
    limits.maximumDecodeMemoryBytes = 1_000_000
    let decoder = FakeDecoder(beforeFrame: { _ in Issue.record("decoded") })
    let result = try await PipelineTests.moderate(
      DetectorSet(detectors: [FakeDetector()]), decoder: decoder, limits: limits)
    let rejection = try #require(PipelineTests.rejection(result))
    #expect(rejection.code == .decodeMemoryExceeded)
    #expect(rejection.limit == "maximumDecodeMemoryBytes")
    #expect(rejection.allowed == .count(1_000_000))
    #expect(rejection.profileCode == "InvalidParameterValue.InvalidImageContent")
  }

  @Test("images in flight never hold more than all may, and all of them are served")
  func sum() throws {
    let admission = MemoryAdmission(capacityBytes: 100)
    let held = Box(0)
    let most = Box(0)
    let served = Box(0)
    let cancellation = Cancellation(deadline: .now + .seconds(300))
    DispatchQueue.concurrentPerform(iterations: 400) { index in
      let byteCount = [10, 35, 60, 100][index % 4]
      do throws(PipelineStop) {
        try admission.holding(byteCount, cancellation) { () throws(PipelineStop) in
          held.update { $0 += byteCount }
          let now = held.value
          most.update { $0 = max($0, now) }
          held.update { $0 -= byteCount }
          served.update { $0 += 1 }
        }
      } catch {
        Issue.record("\(error)")
      }
    }
    #expect(served.value == 400)
    #expect(most.value <= 100)
    #expect(most.value > 0)
  }

  @Test("who waits for memory until time is up is refused with a code, and stands in nobody's way")
  func busy() async throws {
    let admission = MemoryAdmission(capacityBytes: 100)
    let forever = Cancellation(deadline: .now + .seconds(300))
    try admission.holding(60, forever) { () throws(PipelineStop) in
      do throws(PipelineStop) {
        try admission.holding(50, Cancellation(deadline: .now)) { () throws(PipelineStop) -> Void in
          Issue.record("admitted")
        }
      } catch {
        guard case .failed(let failure) = error else {
          Issue.record("\(error)")
          return
        }
        #expect(failure.code == .decodeMemoryBusy)
      }
      let cancelled = Cancellation(deadline: .now + .seconds(300))
      cancelled.cancel()
      do throws(PipelineStop) {
        try admission.holding(50, cancelled) { () throws(PipelineStop) -> Void in Issue.record("admitted") }
      } catch {
        guard case .failed(let failure) = error else { return }
        #expect(failure.code == .cancelled)
      }
      try admission.holding(40, forever) { () throws(PipelineStop) in }
    }
    try admission.holding(100, forever) { () throws(PipelineStop) in }
  }
}
