import ModerationCore
import Testing

@testable import WorkerDecoding

/// What a worker may send, frame after frame.
@Suite("Order of frames and renditions", .timeLimit(.minutes(20)))
struct RenditionOrderTests {
  static func frame(_ index: Int, _ rendition: Rendition = .standard, isLast: Bool = true) -> DecodedFrame {
    let size = PixelSize(width: 1, height: 1)
    return DecodedFrame(
      index: index, size: size, strideBytes: 3, originalSize: size, hasAlpha: false, rendition: rendition,
      isLastRendition: isLast)
  }

  static func accepts(_ frames: [DecodedFrame], awaiting indices: [Int], undecoded: [Int] = []) -> Bool {
    var order = RenditionOrder(awaited: indices[...])
    return frames.allSatisfy { order.accepts($0) }
      && order.isComplete(with: DecodingReport(unseen: [], undecoded: undecoded))
  }

  @Test("frames come in the order asked for, each with its renditions behind it")
  func inOrder() {
    let frames = [
      Self.frame(2, isLast: false), Self.frame(2, .onBlack, isLast: false), Self.frame(2, .embedded), Self.frame(0),
    ]
    #expect(Self.accepts(frames, awaiting: [2, 0]))
    #expect(!Self.accepts(frames.reversed(), awaiting: [2, 0]))
    #expect(!Self.accepts(frames + [Self.frame(0)], awaiting: [2, 0]))
  }

  @Test("a rendition comes after its frame's standard one, and none after the last")
  func renditions() {
    #expect(!Self.accepts([Self.frame(0, .onBlack)], awaiting: [0]))
    #expect(!Self.accepts([Self.frame(0), Self.frame(0, .onBlack)], awaiting: [0]))
    #expect(!Self.accepts([Self.frame(0, isLast: false)], awaiting: [0]))
    #expect(!Self.accepts([Self.frame(0, isLast: false), Self.frame(0)], awaiting: [0]))
    #expect(!Self.accepts([Self.frame(0, isLast: false), Self.frame(1, .onBlack)], awaiting: [0, 1]))
  }

  @Test("renditions and embedded pictures have a bound", arguments: [Rendition.onBlack, .embedded])
  func bounds(rendition: Rendition) {
    let most = rendition == .embedded ? DecodedFrame.maximumEmbeddedCount : DecodedFrame.maximumRenditionCount
    func frames(_ count: Int) -> [DecodedFrame] {
      [Self.frame(0, isLast: false)] + (1...count).map { Self.frame(0, rendition, isLast: $0 == count) }
    }
    #expect(Self.accepts(frames(most), awaiting: [0]))
    #expect(!Self.accepts(frames(most + 1), awaiting: [0]))
  }

  @Test("a further frame may be left out where the report names it, the first never")
  func leftOut() {
    let frames = [Self.frame(0), Self.frame(2)]
    #expect(!Self.accepts(frames, awaiting: [0, 1, 2, 3]))
    #expect(!Self.accepts(frames, awaiting: [0, 1, 2, 3], undecoded: [1]))
    #expect(Self.accepts(frames, awaiting: [0, 1, 2, 3], undecoded: [1, 3]))
    #expect(!Self.accepts(frames, awaiting: [0, 2], undecoded: [2]))
    #expect(!Self.accepts([Self.frame(1)], awaiting: [0, 1], undecoded: [0]))
  }
}
