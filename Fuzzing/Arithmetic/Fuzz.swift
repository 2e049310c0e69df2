import ImageDecoding
import ImageFormats
import ModerationCore

/// Any numbers as sizes, counts and rules: sampling, tiling, shrinking, limits and costs give an answer within their
/// bounds; never a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var numbers = Numbers(UnsafeRawBufferPointer(UnsafeBufferPointer(start: start, count: count)))
  let frameCount = numbers.next()
  let frames = FrameSampling(interval: numbers.next(), maximumFrames: numbers.next() & 0xFF)
    .indices(frameCount: frameCount, cap: numbers.next())
  precondition(frames.count <= 255 && frames.allSatisfy { (0..<max(1, frameCount)).contains($0) })

  let size = PixelSize(width: numbers.next(), height: numbers.next())
  let rule = Tiling(
    fromAspectRatio: numbers.nextRatio(), minimumLengthPixels: numbers.next(), overlap: numbers.nextRatio(),
    maximumTileCount: numbers.next() & 0xFF)
  let tiles = rule.tiles(of: size)
  precondition(tiles.count == 1 || tiles.count <= rule.maximumTileCount)
  precondition(tiles.last.map { $0.x + $0.size.width == size.width && $0.y + $0.size.height == size.height } == true)

  var wish = InputWish(fit: .longestSide(max(1, numbers.next())), oversampling: numbers.next())
  wish.tiling = rule
  if wish.isValid, (1...1_000_000).contains(size.shorterSide), size.longerSide <= 1_000_000 {
    let shrink = wish.largestShrink(of: size)
    precondition(shrink.horizontal >= 1 && shrink.vertical >= 1)
  }
  _ = try? Limits.ims20201229.size.check(size)
  let formats = ImageFormat.known
  let kinds: [ImageHeader.FrameKind] = [.still, .animation, .pages, .burst, .sequence, .sizes]
  let header = ImageHeader(
    format: formats[numbers.next() & 0xFFFF % formats.count], codedSize: size, frameCount: frameCount,
    frameKind: kinds[numbers.next() & 0xFFFF % kinds.count], orientation: numbers.next() & 0xF,
    bitsPerChannel: numbers.next() & 0xFF, channelCount: numbers.next() & 0xF)
  precondition(DecodeCost(header, frames: frames, wishes: wish.isValid ? [wish] : []).memoryBytes >= 0)
  return 0
}

/// Numbers of any size from the fuzzer's bytes; zeros when they end.
private struct Numbers {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func next() -> Int {
    guard offset + 8 <= bytes.count else { return 0 }
    defer { offset += 8 }
    let value = bytes.loadUnaligned(fromByteOffset: offset, as: Int.self)
    // Small numbers as often as large ones.
    return value & 1 == 0 ? value : value >> 48
  }

  mutating func nextRatio() -> Double { Double(bitPattern: UInt64(bitPattern: Int64(next()))) }
}
