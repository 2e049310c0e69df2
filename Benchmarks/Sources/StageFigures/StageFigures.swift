import CodeDetection
import Glibc
import ImageDecoding
import ImageFormats
import ImageMatching
import ModerationCore
import PixelConversion
import PornDetection
import SafetyClassification
import TextDetection
import TextMatching

/// Runs our own stages on pictures, each once in a function that callgrind is told to watch, and prints their names in
/// that order with a number that shows the work was done. No network runs.
///
///     StageFigures ZXING FILE…
@main
struct StageFigures {
  /// Pixels kept for the stages behind the decoder.
  private struct Picture {
    let bytes: [UInt8]
    let frame: DecodedFrame
  }

  private struct View {
    let bytes: [UInt8]
    let frame: FrameDescription
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count > 1, let library = arguments.first else {
      print("usage: StageFigures ZXING FILE…")
      exit(64)
    }
    do {
      let files = try arguments.dropFirst().map { try read($0) }
      for (name, body) in try stages(files, codes: library) {
        let work = Work(body)
        measuredStage(Unmanaged.passUnretained(work).toOpaque())
        print("\(name)\t\(try work.result.get())")
      }
    } catch {
      print("StageFigures: \(error)")
      exit(1)
    }
  }

  private static let reading = InputWish(fit: .longestSide(960), filter: .bilinear, oversampling: 1)

  private static func stages(_ files: [[UInt8]], codes: String) throws -> [(String, () throws -> Int)] {
    let (decoder, converter) = (try InProcessDecoder(), PixelConverter())
    let barcodes = BarcodeDetector(library: try CodeLibrary(path: codes))
    let pictures = try files.map { try decoded($0, decoder) }
    func views(_ wish: InputWish) throws -> [View] {
      try pictures.map { picture in
        try converter.convert(picture.bytes.span.bytes, of: picture.frame, to: wish) { pixels, frame in
          View(bytes: pixels.withUnsafeBytes { [UInt8]($0) }, frame: frame)
        }
      }
    }
    let (lines, safety, hashed, coded) = (
      try views(reading), try views(ImageSafetyClassifier.wish), try views(PDQHasher.wish),
      try views(barcodes.inputWish)
    )
    let maps = lines.map { map(ReaderWork.mapSize(width: $0.frame.size.width, height: $0.frame.size.height)) }
    let characters = (0..<6900).map { String(UnicodeScalar(UInt32(0x4E00 + $0)) ?? "?") + "\n" }.joined()
    let words = (0..<2000).map { "word\($0 * 7919 % 100_003)" }
    let matcher = try WordMatcher([try WordList(parsing: Array(words.joined(separator: "\n").utf8), name: "words")])
    let texts = (0..<200).map { "a line with word\($0 * 7919 % 100_003) and 微信 v-x: \($0 * 104_729)" }
    let probabilities = probabilities(steps: 40, classes: 6902)
    return [
      ("decode", { try files.reduce(0) { $0 + (try decoded($1, decoder)).bytes.count } }),
      (
        "convert",
        {
          try [OpenNSFWDetector.wish, reading, PDQHasher.wish].reduce(0) { count, wish in
            try pictures.reduce(count) { count, picture in
              try count
                + converter.convert(picture.bytes.span.bytes, of: picture.frame, to: wish) { pixels, _ in
                  pixels.byteCount
                }
            }
          }
        }
      ),
      (
        "classifier",
        {
          try safety.reduce(0) {
            try $0 + ImageSafetyClassifier.preparedByteCount($1.bytes.span.bytes, of: $1.frame)
          }
        }
      ),
      (
        "reader",
        {
          try zip(lines, maps).reduce(0) { count, view in
            try count
              + ReaderWork.count(
                view.0.bytes.span.bytes, of: view.0.frame, map: view.1, probabilities: probabilities,
                characters: Array(characters.utf8))
          }
        }
      ),
      ("codes", { try coded.reduce(1) { try $0 + barcodes.inspect($1.bytes.span.bytes, of: $1.frame).count } }),
      (
        "fingerprint",
        {
          try hashed.reduce(0) { count, view in
            let size = view.frame.size
            guard
              let fingerprint = PDQHasher.fingerprint(
                view.bytes.span.bytes, width: size.width, height: size.height, strideBytes: view.frame.strideBytes)
            else { throw Failure(description: "a picture of \(size) has no fingerprint") }
            return count + fingerprint.quality
          }
        }
      ),
      ("words", { matcher.matches(in: texts).hits.count }),
    ]
  }

  private static func decoded(_ bytes: [UInt8], _ decoder: InProcessDecoder) throws -> Picture {
    guard let format = ImageFormat.sniff(bytes.span.bytes) else { throw Failure(description: "no image") }
    let request = DecodeRequest(
      format: format, frameIndices: [0], wishes: [reading, OpenNSFWDetector.wish], size: Limits.ims20201229.size)
    var picture: Picture?
    _ = try decoder.decode(bytes.span.bytes, request) { pixels, frame in
      if picture == nil { picture = Picture(bytes: pixels.withUnsafeBytes { [UInt8]($0) }, frame: frame) }
      return true
    }
    guard let picture else { throw Failure(description: "no frame") }
    return picture
  }

  /// What a detection network might answer: level lines, tilted ones, and two that cross.
  private static func map(_ size: (width: Int, height: Int)) -> [Float] {
    var map = [Float](repeating: 0.05, count: size.width * size.height)
    let (right, bottom) = (Double(size.width), Double(size.height))
    var bars: [(x: Double, y: Double, slope: Double, length: Double)] = []
    for index in 0..<8 {
      let place = Double(index)
      bars.append(
        (0.05 * right, (0.06 + 0.06 * place) * bottom, index % 3 == 0 ? 0.03 : 0, (0.2 + 0.05 * place) * right))
    }
    bars.append((0.1 * right, 0.65 * bottom, 0.3, 0.5 * right))
    bars.append((0.1 * right, 0.9 * bottom, -0.3, 0.5 * right))
    for bar in bars {
      for step in 0..<Int(bar.length) {
        let x = Int(bar.x) + step
        let middle = Int(bar.y + bar.slope * Double(step))
        for y in max(0, middle - 5)...min(size.height - 1, max(0, middle + 5)) where x < size.width {
          map[y * size.width + x] = 0.9
        }
      }
    }
    return map
  }

  /// Steps that are blank and a character in turn.
  private static func probabilities(steps: Int, classes: Int) -> [Float] {
    var values = [Float](repeating: 1e-4, count: steps * classes)
    for step in 0..<steps { values[step * classes + (step % 2 == 0 ? 0 : (step * 613) % classes)] = 0.9 }
    return values
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw Failure(description: "cannot read \(path)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
    return bytes
  }
}
