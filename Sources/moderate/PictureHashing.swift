import Digests
import Files
import ImageMatching
import ImageModeration
import InProcessDecoding
import WorkerProcesses

/// What one frame hashes to; no fingerprint for a frame that is too small or too flat.
struct FrameFingerprint: Sendable {
  let frameIndex: Int
  let fingerprint: PDQFingerprint?
}

/// What a picture is known by.
struct HashedPicture: Sendable {
  let sha256: String?
  let frames: [FrameFingerprint]
}

/// Opens what decodes pictures to hash them.
enum PictureHashing {
  static func reader(inProcess: Bool) throws(HostFailure) -> ImageReader {
    let reader = try ImageReader(
      isolation: inProcess ? .inProcess : .worker(executable: DecodeWorker.path, policy: WorkerPolicy()))
    if let weakness = reader.sandbox?.weakness { StandardError.write("moderate: \(weakness)\n") }
    return reader
  }
}

extension ImageWalk.Image {
  /// The fingerprints of the frames that are looked at, and the file's digest.
  func hashed(by reader: ImageReader) async -> Result<HashedPicture, ImageReader.Failure> {
    func read(_ source: ImageSource) async throws(ImageReader.Failure) -> HashedPicture {
      let reading = try await reader.read(source, as: PDQHasher.wish) { pixels, frame throws(DetectorFailure) in
        let found = PDQHasher.fingerprint(
          pixels, width: frame.size.width, height: frame.size.height, strideBytes: frame.strideBytes)
        return FrameFingerprint(
          frameIndex: frame.frameIndex, fingerprint: found.flatMap { $0.hash.words == .zero ? nil : $0 })
      }
      return HashedPicture(sha256: reading.image.sha256, frames: reading.frames)
    }
    do throws(HostFailure) {
      switch self {
      case .standardInput:
        let bytes = try await StandardInput.read(.ims20201229).get()
        return await Self.result { () async throws(ImageReader.Failure) in try await read(.bytes(bytes, .local)) }
      case .file(let name):
        return try await name.withSource { source async throws(HostFailure) in
          await Self.result { () async throws(ImageReader.Failure) in try await read(source) }
        }
      case .unreadable(let name, let reason): throw Self.unreadable(name.text, reason)
      }
    } catch {
      return .failure(.host(error))
    }
  }

  private static func result<Value>(
    _ body: () async throws(ImageReader.Failure) -> Value
  ) async -> Result<Value, ImageReader.Failure> {
    do throws(ImageReader.Failure) { return .success(try await body()) } catch { return .failure(error) }
  }
}
