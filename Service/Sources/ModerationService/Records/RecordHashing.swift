import Digests
import ImageDrawing
import ImageMatching
import ImageModeration
import ModerationStore
import Synchronization
import WorkerProcesses

/// Finds out what an answer does not say of its picture: MD5, the PDQ hash, a thumbnail.
///
/// Decodes the picture once more, in a sandboxed process of its own; equal bytes only once while they are remembered.
final class RecordHashing: Sendable {
  /// The most pictures whose hash is remembered.
  static let maximumRememberedCount = 4_096

  private let reader: ImageReader
  private let drawing: ThumbnailDrawing?
  private let remembered = Mutex<[String: ModerationRecord.Fingerprint]>([:])
  private let spent = Mutex((made: 0, remembered: 0, failed: 0, seconds: 0.0))

  /// - Throws: `HostFailure` where the decoder does not start.
  init(worker: String, keepsThumbnails: Bool) throws(HostFailure) {
    reader = try ImageReader(
      isolation: .worker(executable: worker, policy: WorkerPolicy(maximumWorkerCount: 1)),
      capacity: Moderator.Capacity(concurrentImages: 1, waitingImages: 2))
    drawing = keepsThumbnails ? try ThumbnailDrawing() : nil
  }

  /// Pictures that were hashed, known again, and could not be decoded; the time that hashing took.
  var counts: (made: Int, remembered: Int, failed: Int, seconds: Double) { spent.withLock { $0 } }

  func completion(of bytes: [UInt8], _ record: ModerationRecord) async -> RecordCompletion {
    var completion = RecordCompletion()
    if record.md5 == nil { completion.md5 = MD5Digest(of: bytes.span.bytes)?.hexadecimal }
    // A refused picture is not decoded to be remembered.
    guard record.rejection == nil else { return completion }
    if record.fingerprint == nil { completion.fingerprint = await fingerprint(of: bytes, sha256: record.sha256) }
    completion.thumbnail = await thumbnail(of: bytes)
    return completion
  }

  private func fingerprint(of bytes: [UInt8], sha256: String?) async -> ModerationRecord.Fingerprint? {
    if let sha256, let known = remembered.withLock({ $0[sha256] }) {
      spent.withLock { $0.remembered += 1 }
      return known
    }
    let begin = ContinuousClock.now
    let found = try? await reader.read(.bytes(bytes, .fetched), as: PDQHasher.wish, sampling: .firstFrame) {
      pixels, frame throws(DetectorFailure) in
      PDQHasher.fingerprint(
        pixels, width: frame.size.width, height: frame.size.height, strideBytes: frame.strideBytes)
    }
    let time = begin.duration(to: .now) / .milliseconds(1) / 1_000
    guard let made = found?.frames.first.flatMap(\.self) else {
      spent.withLock { ($0.failed, $0.seconds) = ($0.failed + 1, $0.seconds + time) }
      return nil
    }
    spent.withLock { ($0.made, $0.seconds) = ($0.made + 1, $0.seconds + time) }
    // A flat picture's hash is noise: its quality says that nobody is to compare it.
    let quality = made.isTrusted ? made.quality : min(made.quality, PDQFingerprint.leastQuality - 1)
    let fingerprint = ModerationRecord.Fingerprint(pdq: "\(made.hash)", quality: quality)
    if let sha256 {
      remembered.withLock { remembered in
        if remembered.count >= Self.maximumRememberedCount { remembered = [:] }
        remembered[sha256] = fingerprint
      }
    }
    return fingerprint
  }

  private func thumbnail(of bytes: [UInt8]) async -> [UInt8]? {
    guard let drawing else { return nil }
    let wish = InputWish(fit: .longestSide(RecordBounds.maximumThumbnailSidePixels))
    let drawn = try? await reader.read(.bytes(bytes, .fetched), as: wish, sampling: .firstFrame) {
      pixels, frame throws(DetectorFailure) in
      try? drawing.jpeg(pixels, size: frame.size, strideBytes: frame.strideBytes, isBlurred: false)
    }
    return drawn?.frames.first.flatMap(\.self)
  }
}
