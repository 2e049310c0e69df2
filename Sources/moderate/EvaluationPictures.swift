import Glibc
import ImageDrawing
import ImageModeration
import InProcessDecoding
import ModerationHarness

/// The small pictures of a report: decoded as every image is, reduced, blurred where explicit, and written anew.
struct EvaluationPictures {
  /// The longer side, in pixels.
  private static let sidePixels = 240
  /// The most bytes of all pictures of a report: 16 MiB.
  private static let maximumByteCount = 16 << 20

  /// The folder that sources start in, before the working directory; nil for that alone.
  let root: String?
  let blurs: Bool
  let inProcess: Bool

  /// JPEG files by source. What is not there or does not decode has none.
  func pictures(of wanted: [EvaluationSummary.Picture]) async throws(HostFailure) -> [String: [UInt8]] {
    let files = wanted.compactMap { picture in file(picture.source).map { (picture, $0) } }
    guard !files.isEmpty else { return [:] }
    let reader = try PictureHashing.reader(inProcess: inProcess)
    let drawing = try ThumbnailDrawing()
    var pictures: [String: [UInt8]] = [:]
    var byteCount = 0
    for (picture, file) in files {
      let isBlurred = blurs && picture.isExplicit
      guard let jpeg = await Self.jpeg(file, reader, drawing, isBlurred) else { continue }
      byteCount += jpeg.count
      guard byteCount <= Self.maximumByteCount else {
        StandardError.write(
          "moderate: the report's pictures have \(Self.maximumByteCount) bytes; the others are left out\n")
        break
      }
      pictures[picture.source] = jpeg
    }
    return pictures
  }

  /// A regular file of that name; a pipe or a device could be waited for without end.
  private func file(_ source: String) -> String? {
    let below = source.hasPrefix("/") ? nil : root.map { $0 + "/" + source }
    return [below, source].compactMap(\.self).first { path in
      var status = stat()
      return !path.utf8.contains(0) && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
  }

  private static func jpeg(
    _ path: String, _ reader: ImageReader, _ drawing: ThumbnailDrawing, _ isBlurred: Bool
  ) async -> [UInt8]? {
    do throws(ImageReader.Failure) {
      let reading = try await reader.read(
        .file(path: path), as: InputWish(fit: .longestSide(sidePixels)), sampling: .firstFrame
      ) { pixels, frame throws(DetectorFailure) in
        do throws(HostFailure) {
          return try drawing.jpeg(pixels, size: frame.size, strideBytes: frame.strideBytes, isBlurred: isBlurred)
        } catch {
          throw DetectorFailure(.unexpectedInput, message: error.message)
        }
      }
      return reading.frames.first
    } catch {
      StandardError.write("moderate: no picture of \(Printable.text("\(path): \(error.message)"))\n")
      return nil
    }
  }
}
