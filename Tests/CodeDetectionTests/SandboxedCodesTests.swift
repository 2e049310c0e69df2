@testable import WorkerProcesses
import Foundation
import ImageModeration
import PluginHost
import TestFixtures
import Testing

@testable import CodeDetection

@Suite("Codes in workers", .serialized, .timeLimit(.minutes(20)))
struct SandboxedCodesTests {
  static let worker = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "moderation-worker").path

  static func codes(_ descriptor: DetectorDescriptor) throws -> SandboxedCodes {
    try SandboxedCodes(
      for: descriptor.id, library: try BarcodeDetectorTests.path(), worker: worker,
      policy: WorkerPolicy(maximumWorkerCount: 1, maximumMemoryBytes: 1 << 30))
  }

  static func inspect(_ detector: any Detector, _ picture: FinderPatterns) throws -> [Finding] {
    let frame = FrameDescription(
      size: picture.size, strideBytes: picture.size.width * 3, channelOrder: .rgb, frameIndex: 0,
      originalSize: picture.size,
      originalRegion: PixelRectangle(
        x: 0, y: 0, width: Double(picture.size.width), height: Double(picture.size.height)))
    return try detector.inspect(picture.pixels.span.bytes, of: frame)
  }

  @Test("a picture that takes a code reader minutes costs seconds and its own answer; the next is read")
  func bomb() throws {
    let detector = SmallCodeDetector(asking: try Self.codes(SmallCodeDetector.descriptor).read)
    // 147,852 finder patterns take 38 s.
    let failure = #expect(throws: DetectorFailure.self) {
      try Self.inspect(detector, FinderPatterns(width: 4000, height: 3000))
    }
    #expect(failure?.code == .tooMuchToLookAt)
    // There is no quarantine: neither five such pictures nor one blind the others.
    #expect(try Self.inspect(detector, FinderPatterns(width: 1300, height: 40)).isEmpty)
  }

  @Test(
    "what is read in a worker is what is read here",
    arguments: ["images/text/poster.png", "images/text/hostile-qr.png"])
  func equal(path: String) throws {
    let outside = BarcodeDetector(asking: try Self.codes(BarcodeDetector.descriptor).read)
    let inside = BarcodeDetector(library: try BarcodeDetectorTests.library())
    let url = Fixture.folder.appending(path: path)
    let found = try BarcodeDetectorTests.findings(in: url, by: inside)
    #expect(!found.isEmpty)
    #expect(try BarcodeDetectorTests.findings(in: url, by: outside) == found)
  }

  @Test("a library that is missing is said when the detector is made")
  func missing() throws {
    let failure = #expect(throws: HostFailure.self) {
      try SandboxedCodes(
        for: BarcodeDetector.descriptor.id, library: "/nonexistent/libZXing.so", worker: Self.worker,
        policy: .standard)
    }
    #expect(failure?.message.contains("/nonexistent/libZXing.so") == true)
  }

  @Test("bytes that are not a question are an error, in a worker as here")
  func unreadable() throws {
    let size = PixelSize(width: 8, height: 8)
    let frame = FrameDescription(
      size: size, strideBytes: 24, channelOrder: .rgb, frameIndex: 0, originalSize: size,
      originalRegion: PixelRectangle(x: 0, y: 0, width: 8, height: 8))
    let outside = try Self.codes(BarcodeDetector.descriptor)
    let inside = CodeReader(library: try BarcodeDetectorTests.library())
    for bytes in [[UInt8](repeating: 255, count: 64), [1, 0, 0, 0]] {
      for answer in [outside.read, inside.read] as [CodeReader.Answer] {
        let failure = #expect(throws: DetectorFailure.self) { try answer(bytes.span.bytes, frame) }
        #expect(failure?.code == .unexpectedInput)
      }
    }
  }

  @Test("small pictures are not asked about twice")
  func smallPictures() throws {
    let detector = SmallCodeDetector(asking: SquareStatisticTests.unasked)
    #expect(try Self.inspect(detector, FinderPatterns(width: 1280, height: 40)).isEmpty)
    #expect(throws: DetectorFailure.self) { try Self.inspect(detector, FinderPatterns(width: 1281, height: 40)) }
  }
}

/// A picture full of the corner marks of QR codes, one pixel a module, that belong to no code: all triples are tried.
struct FinderPatterns {
  let size: PixelSize
  let pixels: [UInt8]

  init(width: Int, height: Int) {
    size = PixelSize(width: width, height: height)
    let mark = ["#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"].map {
      $0.map { $0 == "#" }
    }
    pixels = [UInt8](unsafeUninitializedCapacity: width * height * 3) { buffer, filled in
      for y in 0..<height {
        for x in 0..<width {
          let (row, column) = (y % 9 - 2, x % 9 - 2)
          let fits = y - row + 7 <= height && x - column + 7 <= width
          let isDark = row >= 0 && column >= 0 && fits && mark[row][column]
          for channel in 0..<3 { buffer[(y * width + x) * 3 + channel] = isDark ? 0 : 255 }
        }
      }
      filled = width * height * 3
    }
  }
}
