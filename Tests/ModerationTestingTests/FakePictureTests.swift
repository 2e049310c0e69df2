import ImageDecoding
import ImageModeration
import ModerationTesting
import Testing

@Suite("Fake pictures", .timeLimit(.minutes(20)))
struct FakePictureTests {
  private static let size = PixelSize(width: 5, height: 3)

  private static func rgb(_ picture: FakePicture, _ size: PixelSize = size) throws -> [[UInt8]] {
    let drawn = try #require(picture.drawn(size: size))
    #expect(drawn.bytes.count == size.width * size.height * 3)
    return (0..<(size.width * size.height)).map { Array(drawn.bytes[($0 * 3)..<($0 * 3 + 3)]) }
  }

  @Test("a solid picture is one colour")
  func solid() throws {
    let pixels = try Self.rgb(.solid(.init(red: 1, green: 2, blue: 3)))
    #expect(pixels.allSatisfy { $0 == [1, 2, 3] })
  }

  @Test("a gradient runs from edge to edge")
  func gradient() throws {
    let pixels = try Self.rgb(.gradient(from: .black, to: .init(red: 200, green: 100, blue: 0)))
    #expect(pixels.prefix(5) == [[0, 0, 0], [50, 25, 0], [100, 50, 0], [150, 75, 0], [200, 100, 0]])
    #expect(Array(pixels[5..<10]) == Array(pixels[0..<5]))
    #expect(try Self.rgb(.gradient(from: .white, to: .black), PixelSize(width: 1, height: 1)) == [[255, 255, 255]])
  }

  @Test("a checkerboard changes in both directions, and a cell of no size is one pixel")
  func checkerboard() throws {
    let pixels = try Self.rgb(.checkerboard(.red, .green, cell: 2), PixelSize(width: 4, height: 4)).map(\.first)
    #expect(pixels == [255, 255, 0, 0, 255, 255, 0, 0, 0, 0, 255, 255, 0, 0, 255, 255])
    #expect(FakePicture.checkerboard(.red, .green, cell: 0) == .checkerboard(.red, .green, cell: 1))
  }

  @Test("two halves meet in the middle")
  func halves() throws {
    let pixels = try Self.rgb(.halves(left: .red, right: .blue), PixelSize(width: 5, height: 1))
    #expect(pixels == [[255, 0, 0], [255, 0, 0], [0, 0, 255], [0, 0, 255], [0, 0, 255]])
  }

  @Test("noise is the same for the same seed, another for another, and of all values")
  func noise() throws {
    let size = PixelSize(width: 64, height: 64)
    let first = try Self.rgb(.noise(seed: 1), size)
    #expect(try first == Self.rgb(.noise(seed: 1), size))
    #expect(try first != Self.rgb(.noise(seed: 2), size))
    #expect(Set(first.joined()).count == 256)
    #expect(Set(first).count > 4_000)
  }

  @Test("rows can be padded and channels exchanged")
  func layout() throws {
    let picture = FakePicture.gradient(from: .red, to: .blue)
    let drawn = try #require(
      picture.drawn(size: PixelSize(width: 2, height: 2), order: .bgr, paddingByteCount: 2, padding: 9))
    #expect(drawn.bytes == [0, 0, 255, 255, 0, 0, 9, 9, 0, 0, 255, 255, 0, 0])
    #expect(drawn.frame.strideBytes == 8)
    #expect(drawn.frame.channelOrder == .bgr)
    let tight = try #require(picture.drawn(size: PixelSize(width: 2, height: 2), order: .bgr))
    #expect(tight.padded(by: 2, with: 9) == drawn)
    #expect(drawn.padded(by: 1, with: 7).bytes == [0, 0, 255, 255, 0, 0, 9, 9, 7, 0, 0, 255, 255, 0, 0])
  }

  @Test("a picture is drawn as a wish asks, with the original it would come from")
  func wishes() throws {
    let original = PixelSize(width: 100, height: 1000)
    let shrunk = try #require(
      FakePicture.solid(.white).drawn(for: InputWish(fit: .longestSide(64), channelOrder: .bgr), original: original))
    #expect(shrunk.frame.size == PixelSize(width: 6, height: 64))
    #expect(shrunk.frame.originalSize == original)
    #expect(shrunk.frame.originalRegion == PixelRectangle(x: 0, y: 0, width: 100, height: 1000))
    let crop = InputWish(fit: .exact(Self.size), centreCrop: PixelSize(width: 2, height: 1))
    #expect(FakePicture.solid(.white).drawn(for: crop, original: original)?.frame.size == crop.centreCrop)
  }

  @Test("what cannot be drawn is not drawn")
  func bounds() {
    let white = FakePicture.solid(.white)
    #expect(white.drawn(size: PixelSize(width: 0, height: 1)) == nil)
    #expect(white.drawn(size: PixelSize(width: -1, height: 1)) == nil)
    #expect(white.drawn(size: PixelSize(width: .max, height: .max)) == nil)
    #expect(white.drawn(size: PixelSize(width: 16_384, height: 16_384)) == nil)
    #expect(white.drawn(size: Self.size, paddingByteCount: .max) == nil)
    #expect(white.drawn(size: Self.size, paddingByteCount: -1) == nil)
    #expect(white.drawn(for: InputWish(fit: .longestSide(0)), original: Self.size) == nil)
    #expect(FakePicture.pixels([1, 2, 3], size: PixelSize(width: 1, height: 2)) == nil)
    #expect(FakePicture.pixels([], size: PixelSize(width: .max, height: .max)) == nil)
  }

  @Test("pixels of one's own are drawn at their size only")
  func ownPixels() throws {
    let picture = try #require(FakePicture.pixels([1, 2, 3, 4, 5, 6], size: PixelSize(width: 2, height: 1)))
    #expect(picture.drawn(size: PixelSize(width: 2, height: 1), order: .bgr)?.bytes == [3, 2, 1, 6, 5, 4])
    #expect(picture.drawn(size: PixelSize(width: 1, height: 2)) == nil)
    #expect(picture.marked(.white).ownSize == PixelSize(width: 2, height: 1))
  }

  @Test(
    "a bitmap file comes through decoding as it was drawn",
    arguments: [PixelSize(width: 61, height: 53), .init(width: 64, height: 51)])
  func file(size: PixelSize) throws {
    let picture = FakePicture.noise(seed: 9).marked(.red)
    let file = try #require(picture.bitmapFile(size: size))
    var decoded: [UInt8] = []
    _ = try InProcessDecoder().decode(
      file.span.bytes,
      DecodeRequest(format: .bmp, frameIndices: [0], wishes: [], size: Limits.ims20201229.size)
    ) { pixels, frame in
      for y in 0..<frame.size.height {
        for x in 0..<(frame.size.width * 3) {
          decoded.append(pixels.unsafeLoad(fromByteOffset: y * frame.strideBytes + x, as: UInt8.self))
        }
      }
      return true
    }
    #expect(decoded == picture.drawn(size: size)?.bytes)
  }
}
