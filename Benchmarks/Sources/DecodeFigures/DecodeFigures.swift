import PixelConversion
import Glibc
import ImageDecoding
import ImageFormats
import ModerationCore

/// Decodes files to a longest side of 640 pixels, in process, and prints a line each: CPU milliseconds (the fastest and
/// the median run), peak resident MiB of the process so far. Of animations the frames 0, 5, 10, 15 and 20.
///
///     DecodeFigures REPEATS FILE…
@main
struct DecodeFigures {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard let repeats = arguments.first.flatMap({ Int($0) }), arguments.count > 1 else {
      print("usage: DecodeFigures REPEATS FILE…")
      exit(64)
    }
    do {
      let decoder = try InProcessDecoder()
      let converter = PixelConverter()
      for path in arguments.dropFirst() {
        let bytes = try read(path)
        var times: [Double] = []
        for _ in 0..<max(1, repeats) {
          let start = processorMilliseconds()
          try decode(bytes, decoder, converter)
          times.append(processorMilliseconds() - start)
        }
        times.sort()
        print("\(path)\t\(times[0])\t\(times[times.count / 2])\t\(peakMebibytes())")
      }
    } catch {
      print("DecodeFigures: \(error)")
      exit(1)
    }
  }

  static let wish = InputWish(fit: .longestSide(640), oversampling: 1)

  static func decode(_ bytes: [UInt8], _ decoder: InProcessDecoder, _ converter: PixelConverter) throws {
    let header = try ImageHeader(of: bytes.span.bytes, as: ImageFormat.sniff(bytes.span.bytes) ?? .jpeg)
    let isAnimated = header.frameKind == .animation || header.frameKind == .sequence
    let request = DecodeRequest(
      format: header.format,
      frameIndices: isAnimated
        ? FrameSampling.documented.indices(frameCount: header.frameCount) : [header.primaryFrame],
      wishes: [wish], size: Limits.ims20201229.size)
    var failure: HostFailure?
    try decoder.decode(bytes.span.bytes, request) { pixels, frame in
      do throws(HostFailure) {
        try converter.convert(pixels, of: frame, to: wish) { converted, _ in precondition(converted.byteCount > 0) }
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
  }

  static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      throw HostFailure(.sourceUnreadable, message: "cannot read \(path)")
    }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let count = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
      filled = fread(buffer.baseAddress, 1, buffer.count, file)
    }
  }

  static func processorMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
  }

  /// From the kernel's own record, which begins anew with the program; `getrusage` counts the parent's memory in.
  static func peakMebibytes() -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 200)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if text.hasPrefix("VmHWM:") { return (Int(text.filter(\.isNumber)) ?? 0) / 1024 }
    }
    return 0
  }
}
