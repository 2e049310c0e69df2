import Glibc
import ImageFormats
import ImageModeration

/// A picture of `Fixtures/images`, read when it is needed.
struct Fixture: Sendable {
  /// What the benchmark's name says of it.
  let label: String
  /// The path below `Fixtures/images`.
  let path: String

  init(_ label: String, _ path: String) {
    self.label = label
    self.path = path
  }

  /// The file's bytes.
  func bytes() throws -> [UInt8] {
    let file = "\(Self.folder)/\(path)"
    guard let stream = fopen(file, "rb") else { throw BenchmarkFailure("cannot open \(file)") }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, stream)
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  private static let folder: String = {
    let checkout = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return checkout.joined(separator: "/") + "/Fixtures/images"
  }()

  /// One picture a format, 640×480, drawn by a program.
  static let stills = [
    Fixture("JPEG 640x480", "generated/still/s_jpeg.jpg"),
    Fixture("PNG 640x480", "generated/still/s_png.png"),
    Fixture("GIF 640x480", "generated/still/s_gif.gif"),
    Fixture("WEBP 640x480", "generated/still/s_webp.webp"),
    Fixture("TIFF 640x480", "generated/still/s_tiff.tif"),
    Fixture("HEIC 640x480", "generated/still/s_heic.heic"),
    Fixture("AVIF 640x480", "generated/still/s_avif.avif"),
  ]

  /// Files whose headers have many parts.
  static let sequences = [
    Fixture("HEIC burst", "generated/animated/a_burst.heic"),
    Fixture("WEBP animation", "generated/animated/a_webp.webp"),
  ]

  /// Photographs above one megapixel.
  static let photographs = [
    Fixture("JPEG 1200x900", "photos-large/astronaut-1200x900.jpg"),
    Fixture("PNG 1200x840", "photos-large/hopper-turned-1200x840.png"),
    Fixture("WEBP 1280x1000", "photos-large/chelsea-1280x1000.webp"),
    Fixture("JPEG 2400x1800", "photos-large/chelsea-2400x1800.jpg"),
  ]

  /// Twelve megapixels, as telephones take them.
  static let twelveMegapixels = Fixture("JPEG 4000x3000", "photos-large/hopper-turned-4000x3000.jpg")
}

/// Why a benchmark cannot run.
struct BenchmarkFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

extension Array where Element == UInt8 {
  /// The format that the bytes show.
  func format() throws -> ImageFormat {
    guard let format = ImageFormat.sniff(span.bytes) else { throw BenchmarkFailure("not a known picture") }
    return format
  }
}
