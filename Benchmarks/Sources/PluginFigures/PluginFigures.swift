import WorkerProcesses
import Glibc
import ImageModeration
import PluginHost

/// Measures what the plugins' interface costs: the example's detector linked, as a library in this process, and in a
/// worker.
///
///     PluginFigures PATH-OF-Blue.so SHA256 PATH-OF-moderation-worker [CALL-COUNT]
///
/// Build the library by `./run plugin build Examples/Plugins/Swift`, which prints its SHA-256.
@main
struct PluginFigures {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 3 else {
      print("usage: PluginFigures PATH-OF-Blue.so SHA256 PATH-OF-moderation-worker [CALL-COUNT]")
      exit(64)
    }
    let count = arguments.dropFirst(3).first.flatMap { Int($0) } ?? 501
    do {
      try measure(library: arguments[0], sha256: arguments[1], worker: arguments[2], count: max(1, count))
    } catch {
      print("PluginFigures: \(error)")
      exit(1)
    }
  }

  private static func measure(library path: String, sha256: String, worker: String, count: Int) throws {
    let start = ContinuousClock.now
    let inside = try PluginLibrary(path: path, sha256: sha256).detector("blue.swift/1")
    let opened = ContinuousClock.now
    let policy = PluginPolicy(worker: WorkerPolicy(maximumWorkerCount: 1, maximumMemoryBytes: 256 << 20))
    let library = try SandboxedLibrary(path: path, sha256: sha256, worker: worker, policy: policy)
    let described = ContinuousClock.now
    let outside = try library.detector("blue.swift/1")
    let picture = Picture(side: 640)
    _ = try picture.inspected(by: outside)
    let first = ContinuousClock.now
    guard let process = Children.identifiers().first else { throw Missing.worker }

    print("opened in process                  \(decimal((opened - start) / .milliseconds(1))) ms")
    print("described by a worker              \(decimal((described - opened) / .milliseconds(1))) ms")
    print("worker started, first answer       \(decimal((first - described) / .milliseconds(1))) ms")
    // Interleaved, so that a machine that slows down slows down all three. The empty picture shows the interface alone.
    for picture in [picture, Picture(side: 1)] {
      var samples: [[Call]] = [[], [], []]
      for _ in 0..<count {
        samples[0].append(try Call(of: nil) { try picture.inspected(by: Blue()) })
        samples[1].append(try Call(of: nil) { try picture.inspected(by: inside) })
        samples[2].append(try Call(of: process) { try picture.inspected(by: outside) })
      }
      print("\nmedian of \(count), \(picture.side)x\(picture.side)       wall us     CPU us  added wall  added CPU")
      let linked = Call(medianOf: samples[0])
      for (name, calls) in zip(["linked", "library in process", "library in a worker"], samples) {
        let call = Call(medianOf: calls)
        let figures = [call.wall, call.processor, call.wall - linked.wall, call.processor - linked.processor]
        print(padded(name, 24) + figures.map { leftPadded(decimal($0), 11) }.joined())
      }
    }
    print("\nworker: \(Memory.kibibytes("VmRSS", of: process)) KiB resident, peak")
    print("  \(Memory.kibibytes("VmHWM", of: process)) KiB, private \(Memory.kibibytes("RssAnon", of: process)) KiB")
  }
}

enum Missing: Error { case worker }

/// The example's detector, `Examples/Plugins/Swift`, once more and linked.
struct Blue: Detector {
  static let label = Label(rawValue: "Blue")
  let descriptor = DetectorDescriptor(
    id: "blue.linked/1", scene: Scene(rawValue: "blue"), covers: [], doesNotCover: [],
    bands: [label: ScoreBands(reviewFrom: 0.4, as: label, blockAbove: 0.6, as: label)])
  let inputWish = InputWish(fit: .longestSide(64))

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) -> [Finding] {
    var (blue, all) = (0.0, 0.0)
    for y in 0..<frame.size.height {
      for place in 0..<(frame.size.width * 3) {
        let value = Double(pixels.unsafeLoad(fromByteOffset: y * frame.strideBytes + place, as: UInt8.self))
        if place % 3 == 2 { blue += value }
        all += value
      }
    }
    return [Finding(label: Self.label, score: all > 0 ? blue / all : 0)]
  }
}

/// A square of noise.
struct Picture {
  let side: Int
  private let pixels: [UInt8]
  private let frame: FrameDescription

  init(side: Int) {
    self.side = side
    pixels = (0..<(side * side * 3)).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    let size = PixelSize(width: side, height: side)
    frame = FrameDescription(
      size: size, strideBytes: side * 3, channelOrder: .rgb, frameIndex: 0, originalSize: size,
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(side), height: Double(side)))
  }

  func inspected(by detector: some Detector) throws -> [Finding] {
    try detector.inspect(pixels.span.bytes, of: frame)
  }

  func inspected(by detector: any Detector) throws -> [Finding] {
    try detector.inspect(pixels.span.bytes, of: frame)
  }
}

/// What one call took, in microseconds.
struct Call {
  let wall: Double
  let processor: Double

  /// - Parameter worker: Whose processor time counts beside this process's.
  init(of worker: pid_t?, _ work: () throws -> [Finding]) throws {
    let used = Clock.own() + (worker.map(Clock.of) ?? 0)
    let start = ContinuousClock.now
    _ = try work()
    wall = (ContinuousClock.now - start) / .microseconds(1)
    processor = Clock.own() + (worker.map(Clock.of) ?? 0) - used
  }

  init(medianOf calls: [Call]) {
    wall = calls.map(\.wall).sorted()[calls.count / 2]
    processor = calls.map(\.processor).sorted()[calls.count / 2]
  }
}
