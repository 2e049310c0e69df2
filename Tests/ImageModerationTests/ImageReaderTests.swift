import ImageModeration
import InProcessDecoding
import TestFixtures
import Testing

@Suite("Image reader", .timeLimit(.minutes(20)))
struct ImageReaderTests {
  static let still = "images/photos-faces/hopper.jpg"
  /// Five frames.
  static let animation = "images/generated/animated/a_disp_None.gif"
  static let wish = InputWish(fit: .longestSide(64))

  static func failure(_ body: () async throws(ImageReader.Failure) -> Void) async -> ImageReader.Failure? {
    do {
      try await body()
      return nil
    } catch {
      return error
    }
  }

  @Test("shows each sampled frame once, as wished, and gives the facts")
  func frames() async throws {
    let reader = try ImageReader(isolation: .inProcess, limits: .unhurried)
    for (sampling, indices) in [
      (FrameSampling.firstFrame, [0]), (FrameSampling(interval: 2, maximumFrames: 5), [0, 2, 4]),
    ] {
      let reading = try await reader.read(
        .file(path: Fixture.path(Self.animation)), as: Self.wish, sampling: sampling
      ) { pixels, frame in
        #expect(pixels.byteCount >= frame.size.height * frame.size.width * 3)
        #expect(frame.deadline != nil)
        return frame.frameIndex
      }
      #expect(reading.frames == indices)
      #expect(reading.image.sampledFrames == indices)
      #expect(reading.image.frameCount == 5)
      #expect(reading.image.sha256?.count == 64)
    }
  }

  @Test("a picture is refused by the same code as when it is moderated")
  func refusal() async throws {
    let reader = try ImageReader(isolation: .inProcess, limits: .unhurried)
    let failure = await Self.failure { () async throws(ImageReader.Failure) in
      _ = try await reader.read(.bytes([1, 2, 3], .local), as: Self.wish) { _, _ in 0 }
    }
    guard case .rejected(let rejection) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(rejection.code == .byteCountTooSmall)
    #expect(rejection.profileCode == "InvalidParameter.ImageDataTooSmall")
  }

  @Test("what the closure throws comes out, and a missing file is this machine's failure")
  func failures() async throws {
    let reader = try ImageReader(isolation: .inProcess, limits: .unhurried)
    let mine = DetectorFailure(.unexpectedInput, message: "not for me")
    let failure = await Self.failure { () async throws(ImageReader.Failure) in
      _ = try await reader.read(.file(path: Fixture.path(Self.still)), as: Self.wish) {
        _, _ throws(DetectorFailure) -> Int in throw mine
      }
    }
    #expect(failure == .detector(mine))
    let missing = await Self.failure { () async throws(ImageReader.Failure) in
      _ = try await reader.read(.file(path: Fixture.path("images/nothing.png")), as: Self.wish) { _, _ in 0 }
    }
    guard case .host(let host) = missing else {
      Issue.record("\(String(describing: missing))")
      return
    }
    #expect(host.code == .sourceUnreadable)
  }

  @Test(
    "a wish that cannot be met is the caller's mistake, not the image's",
    arguments: [
      InputWish(fit: .longestSide(0)), InputWish(fit: .exact(PixelSize(width: 0, height: 0))),
      InputWish(fit: .exact(PixelSize(width: -5, height: 7))),
      InputWish(fit: .exact(PixelSize(width: 100_000, height: 100_000))),
    ])
  func wishes(wish: InputWish) async throws {
    let reader = try ImageReader(isolation: .inProcess, limits: .unhurried)
    let failure = await Self.failure { () async throws(ImageReader.Failure) in
      _ = try await reader.read(.file(path: Fixture.path(Self.still)), as: wish) { _, _ in 0 }
    }
    guard case .host(let host) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(host.code == .invalidComposition)
  }

  @Test("reads one picture after the other without a refusal, with room for one to wait")
  func repeated() async throws {
    let reader = try ImageReader(
      isolation: .inProcess, limits: .unhurried, capacity: .init(concurrentImages: 1, waitingImages: 1))
    for _ in 0..<20 {
      let reading = try await reader.read(.file(path: Fixture.path(Self.still)), as: Self.wish) { pixels, _ in
        pixels.byteCount
      }
      #expect(reading.frames.count == 1)
    }
  }
}
