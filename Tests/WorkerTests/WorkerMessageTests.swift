@testable import WorkerDecoding
@testable import WorkerProcesses
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

@Suite("Worker protocol", .timeLimit(.minutes(20)))
struct WorkerMessageTests {
  @Test("every message comes back as it was", arguments: 0..<500 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let message = WorkerMessage.random(using: &random)
    let bytes = try #require(message.bytes)
    #expect(WorkerMessage(bytes) == message)
  }

  @Test("no message can be cut short or added to", arguments: 0..<100 as Range<UInt64>)
  func truncation(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let bytes = try #require(WorkerMessage.random(using: &random).bytes)
    for count in 0..<bytes.count { #expect(WorkerMessage(Array(bytes.prefix(count))) == nil) }
    #expect(WorkerMessage(bytes + [0]) == nil)
  }

  @Test("altered and random bytes are a message or none, and never a trap", arguments: 0..<50 as Range<UInt64>)
  func garbage(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let bytes = try #require(WorkerMessage.random(using: &random).bytes)
    for _ in 0..<200 {
      var altered = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        altered[Int.random(in: 0..<altered.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if let message = WorkerMessage(altered) { #expect(message.bytes == altered) }
    }
    for _ in 0..<200 {
      let count = Int.random(in: 0...100, using: &random)
      let noise = (0..<count).map { index in
        index == 0 ? UInt8.random(in: 0...11, using: &random) : .random(in: 0...255, using: &random)
      }
      if let message = WorkerMessage(noise) { #expect(message.bytes == noise) }
    }
  }

  @Test("a list cannot claim more than the bytes hold")
  func lyingCount() throws {
    var bytes = try #require(
      WorkerMessage.request(.init(decode: Worker.request(), byteCount: 1, remainingNanoseconds: 1)).bytes)
    // The number of frames stands behind the kind and the format's name of 3 letters.
    let place = 1 + 8 + 3
    #expect(bytes[place] == 1)
    for index in place..<(place + 7) { bytes[index] = 0xFF }
    bytes[place + 7] = 0x7F
    #expect(WorkerMessage(bytes) == nil)
  }

  @Test("long words of a codec are cut at a whole character, and a long request is no message")
  func lengths() throws {
    let long = InputRejection(.decodingFailed, message: "x" + String(repeating: "é", count: 5_000))
    let bytes = try #require(WorkerMessage.rejected(long).bytes)
    guard case .rejected(let cut)? = WorkerMessage(bytes) else {
      throw HostFailure(.decoderFailed, message: "no rejection")
    }
    #expect(cut.message == "x" + String(repeating: "é", count: 1_023))
    let request = WorkerRequest(
      decode: Worker.request(frames: Array(0..<10_000)), byteCount: 1, remainingNanoseconds: 1)
    #expect(WorkerMessage.request(request).bytes == nil)
  }

  /// How many fields a value has.
  private static func fields(_ value: Any) -> Int { Mirror(reflecting: value).children.count }

  private static let fieldCounts: [(Int, Int)] = [
    (fields(Worker.request()), 7),
    (fields(Worker.anySize), 5),
    // All but `takesDecoded`: a decoder is not asked for what is decoded anyway.
    (fields(InputWish(fit: .longestSide(1))), 8),
    (fields(Tiling(fromAspectRatio: 2, minimumLengthPixels: 1)), 6),
    (fields(InputRejection(.decodingFailed, message: "")), 7),
    (fields(DecodingReport.allShown), 4),
    (fields(Unseen(.color, "")), 2),
    (fields(HostFailure(.cancelled, message: "")), 2),
    (
      fields(
        DecodedFrame(
          index: 0, size: PixelSize(width: 1, height: 1), strideBytes: 3,
          originalSize: PixelSize(width: 1, height: 1), hasAlpha: false)), 9
    ),
  ]

  /// A field that is added to one of these types must be added to its coding, and then above.
  @Test("every field travels", arguments: fieldCounts)
  func fields(count: Int, coded: Int) { #expect(count == coded) }
}
