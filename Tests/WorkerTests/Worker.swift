@testable import WorkerDecoding
import Foundation
import ModerationCore
import Testing
import TestFixtures

@testable import ImageDecoding
@testable import WorkerProcesses

/// Everything here starts processes, stops them and counts them: one test at a time.
@Suite(.serialized) enum WorkerSuites {}

/// The built workers, found beside the test bundle, and decoding through them.
enum Worker {
  private static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  static let executable = folder.appending(path: "moderation-worker").path
  static let liar = folder.appending(path: "LyingWorker").path

  static let anySize = SizeLimits(
    minimumSidePixels: 1, maximumSidePixels: nil, aspectRatioBelow: .infinity, maximumFramePixels: 100_000_000)

  /// A decoder that has at most one worker, so that a test knows which.
  static func single(_ arguments: [String] = [], policy: WorkerPolicy = one) throws -> WorkerDecoder {
    try WorkerDecoder(executable: executable, policy: policy, arguments: arguments)
  }

  static let one = WorkerPolicy(maximumWorkerCount: 1, firstBackoff: .milliseconds(1))

  static func lying(_ lie: String, policy: WorkerPolicy = one) throws -> WorkerDecoder {
    try WorkerDecoder(executable: liar, policy: policy, arguments: [lie])
  }

  static func request(
    _ format: ImageFormat = .png, frames: [Int] = [0], wishes: [InputWish] = [], size: SizeLimits = anySize,
    timeout: Duration? = nil
  ) -> DecodeRequest {
    DecodeRequest(
      format: format, frameIndices: frames, wishes: wishes, size: size, deadline: timeout.map { .now + $0 })
  }
}

/// The bytes of a picture.
func fixture(_ name: String) throws -> [UInt8] { try Fixture.bytes("images/\(name)") }

/// All that a decoder answered.
struct Answer: Equatable {
  var frames: [DecodedFrame] = []
  var pixels: [[UInt8]] = []
  var failure: DecodingFailure?

  /// Decodes; `during` runs while each frame is held and says whether to go on.
  init(
    _ decoder: any Decoder, _ bytes: [UInt8], _ request: DecodeRequest, during: (DecodedFrame) -> Bool = { _ in true }
  ) {
    collect { take throws(DecodingFailure) in
      _ = try decoder.decode(bytes.span.bytes, request) { pixels, frame in
        take(pixels, frame)
        return during(frame)
      }
    }
  }

  /// Decodes through a worker, which `during` is given while it holds the image.
  init(
    through decoder: WorkerDecoder, _ bytes: [UInt8], _ request: DecodeRequest, during: (WorkerProcess) -> Void
  ) {
    collect { take throws(DecodingFailure) in
      var worker: WorkerProcess?
      _ = try decoder.decode(bytes.span.bytes, request, holding: { worker = $0 }) { pixels, frame in
        take(pixels, frame)
        if let worker { during(worker) }
        return true
      }
    }
  }

  private mutating func collect(
    _ decode: ((RawSpan, DecodedFrame) -> Void) throws(DecodingFailure) -> Void
  ) {
    var (frames, pixels): ([DecodedFrame], [[UInt8]]) = ([], [])
    do throws(DecodingFailure) {
      try decode { span, frame in
        frames.append(frame)
        pixels.append(span.withUnsafeBytes { [UInt8]($0) })
      }
    } catch {
      failure = error
    }
    (self.frames, self.pixels) = (frames, pixels)
  }

  var rejection: InputRejection? {
    if case .rejected(let rejection) = failure { rejection } else { nil }
  }

  /// Whether the deadline ended it, which is nobody's fault.
  var isLate: Bool { if case .late = failure { true } else { false } }

  var hostFailure: HostFailure? {
    if case .failed(let failure) = failure { failure } else { nil }
  }
}

/// What this process holds of its workers.
struct Holdings: Equatable {
  let descriptorCount: Int
  let childCount: Int

  /// Counts pidfds, sealed memory and workers: what no other test makes.
  static func now() throws -> Holdings {
    let folder = "/proc/self/fd"
    let targets = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
    }
    let children = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").flatMap { task in
      (try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8))?.split(separator: " ") ?? []
    }
    let names = children.compactMap { try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8) }
    return Holdings(
      descriptorCount: targets.count { $0.hasPrefix("anon_inode:[pidfd]") || $0.hasPrefix("/memfd:moderation") },
      childCount: names.count { $0.hasPrefix("moderation-work") || $0.hasPrefix("LyingWorker") })
  }
}
