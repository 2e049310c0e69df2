import WorkerDecoding
import WorkerProcesses
import Glibc
import ImageDecoding
import ImageFormats
import ImageModeration

/// Measures the decode worker: what it adds to each format, how long it takes to start, and what 10,000 images in a row
/// and hostile files leave behind.
///
///     WorkerFigures [PATH-OF-MODERATION-WORKER [IMAGE-COUNT]]
@main
struct WorkerFigures {
  static func main() {
    let checkout = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    let arguments = Array(CommandLine.arguments.dropFirst())
    let executable = arguments.first ?? "\(checkout)/.build/release/moderation-worker"
    let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000
    do throws(HostFailure) {
      let figures = Figures(executable: executable, images: "\(checkout)/Fixtures/images")
      try figures.start()
      try figures.overhead()
      try figures.manyImages(count)
      try figures.hostileFiles()
    } catch {
      print("WorkerFigures: \(error)")
      exit(1)
    }
  }
}

struct Figures {
  let executable: String
  let images: String

  /// One still picture per format, and a photograph of 12 megapixels.
  private static let stills = [
    "generated/still/s_jpeg.jpg", "generated/still/s_png.png", "generated/still/s_gif.gif",
    "generated/still/s_webp.webp", "generated/still/s_tiff.tif", "generated/still/s_heic.heic",
    "generated/still/s_avif.avif", "generated/still/s_bmp.bmp", "generated/still/s_ico.ico",
    "generated/still/s_jng.jng", "generated/still/s_svg.svg", "raw/mosaic.dng", "generated/animated/a_webp.webp",
    "generated/animated/a_heics_lh2.heics", "generated/animated/a_avifs.avif", "photos-faces/hopper.jpg",
    "photos-large/hopper-turned-4000x3000.jpg",
  ]

  func start() throws(HostFailure) {
    var times: [Double] = []
    for _ in 0..<11 {
      let start = ContinuousClock.now
      let decoder = try WorkerDecoder(executable: executable)
      times.append((ContinuousClock.now - start) / .milliseconds(1))
      withExtendedLifetime(decoder) {}
    }
    print("start until ready: median \(decimal(times.sorted()[5])) ms of 11")
  }

  /// Decodes each picture for a wish of 640 pixels, in turn in process and in the worker.
  func overhead() throws(HostFailure) {
    let here = try InProcessDecoder()
    let worker = try WorkerDecoder(executable: executable)
    let identifier = Children.identifiers().first ?? 0
    print("\n\(padded("median of 51", 44)) here ms  worker ms  added ms  CPU here  CPU worker+host  added")
    for name in Self.stills {
      let bytes = Files.bytes("\(images)/\(name)")
      let own = Sample(51) {
        decode(bytes, here)
      } processor: {
        Clock.own()
      }
      let other = Sample(51) {
        decode(bytes, worker)
      } processor: {
        Clock.own() + Clock.of(identifier)
      }
      let figures = [
        own.wall, other.wall, other.wall - own.wall, own.processor, other.processor,
        other.processor - own.processor,
      ]
      print(padded(name, 44) + figures.map { "  " + decimal($0) }.joined())
    }
  }

  func manyImages(_ count: Int) throws(HostFailure) {
    let before = (Descriptors.count(), Children.identifiers().count)
    do {
      let worker = try WorkerDecoder(executable: executable)
      let files = Self.stills.prefix(8).map { Files.bytes("\(images)/\($0)") }
      let identifier = Children.identifiers().first ?? 0
      print("\nimages  host RSS KiB  worker RSS KiB  descriptors  children")
      for index in 0..<count {
        if index.isMultiple(of: max(1, count / 10)) { row(index, identifier) }
        _ = decode(files[index % files.count], worker)
      }
      row(count, identifier)
      print(worker.statistics)
    }
    print("descriptors and children before \(before), after \((Descriptors.count(), Children.identifiers().count))")
  }

  private func row(_ index: Int, _ identifier: pid_t) {
    print(
      "\(index)  \(Memory.kibibytes("VmRSS", of: getpid()))  \(Memory.kibibytes("VmRSS", of: identifier))  "
        + "\(Descriptors.count())  \(Children.identifiers().count)")
  }

  /// Everything in generated/hostile and generated/boundary, each with a worker of its own, so that the peak is its
  /// own.
  func hostileFiles() throws(HostFailure) {
    print("\n\(padded("hostile file", 44)) worker peak MiB  ms  answer")
    let worker = try WorkerDecoder(executable: executable, policy: WorkerPolicy(maximumImagesPerWorker: 1))
    for folder in ["generated/hostile", "generated/boundary"] {
      for name in Files.names(in: "\(images)/\(folder)") {
        let bytes = Files.bytes("\(images)/\(folder)/\(name)")
        guard ImageFormat.sniff(bytes.span.bytes).map(worker.formats.contains) == true else { continue }
        var peak = 0
        let start = ContinuousClock.now
        // The peak is read while the worker holds the first frame; one that gives none is gone with its peak.
        let answer = decode(bytes, worker) { peak = Memory.kibibytes("VmHWM", of: Children.identifiers().first ?? 0) }
        let time = (ContinuousClock.now - start) / .milliseconds(1)
        print(padded(name, 44) + "  \(peak / 1024)  \(decimal(time))  \(answer ?? "pixels")")
      }
    }
    print("host peak \(Memory.kibibytes("VmHWM", of: getpid()) / 1024) MiB; \(worker.statistics)")
  }

  private func decode(_ bytes: [UInt8], _ decoder: any Decoder, during: () -> Void = {}) -> String? {
    guard let format = ImageFormat.sniff(bytes.span.bytes) else { return "unknown" }
    let request = DecodeRequest(
      format: format, frameIndices: [0], wishes: [InputWish(fit: .longestSide(640))], size: Limits.ims20201229.size)
    do throws(DecodingFailure) {
      try decoder.decode(bytes.span.bytes, request) { _, _ in
        during()
        return true
      }
      return nil
    } catch {
      switch error {
      case .rejected(let rejection): return rejection.code.rawValue
      case .failed(let failure): return failure.description
      case .late(let reason): return reason
      }
    }
  }
}

/// Medians of wall-clock and processor time, in milliseconds.
struct Sample {
  let wall: Double
  let processor: Double

  init(_ count: Int, _ work: () -> String?, processor clock: () -> Double) {
    var (walls, processors): ([Double], [Double]) = ([], [])
    for _ in 0..<count {
      let (start, used) = (ContinuousClock.now, clock())
      _ = work()
      walls.append((ContinuousClock.now - start) / .milliseconds(1))
      processors.append(clock() - used)
    }
    wall = walls.sorted()[count / 2]
    processor = processors.sorted()[count / 2]
  }
}

func decimal(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let rest = abs(hundredths % 100)
  return "\(hundredths < 0 ? "-" : "")\(abs(hundredths) / 100).\(rest < 10 ? "0" : "")\(rest)"
}

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
