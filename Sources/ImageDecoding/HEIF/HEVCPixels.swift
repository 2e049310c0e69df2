import CDe265
import ImageFormats
import ModerationCore

/// Reads the planes of a decoded HEVC picture.
struct HEVCPixels {
  private let picture: moderation_hevc_picture
  /// Width and height in pixels.
  let size: PixelSize
  /// How many pixels share a chroma sample, as powers of two.
  private let chromaShift: (x: Int, y: Int)

  /// Checks that the planes are as large as each other asks for; nil when they are not.
  init?(_ picture: moderation_hevc_picture) {
    self.picture = picture
    let luma = picture.planes.0
    size = PixelSize(width: Int(luma.width), height: Int(luma.height))
    switch picture.chroma {
    case 1: chromaShift = (1, 1)
    case 2: chromaShift = (1, 0)
    default: chromaShift = (0, 0)
    }
    guard size.shorterSide > 0, Self.isReadable(luma, size) else { return nil }
    if picture.chroma == 0 { return }
    let chromaSize = PixelSize(
      width: (size.width - 1) >> chromaShift.x + 1, height: (size.height - 1) >> chromaShift.y + 1)
    // The standard lets luma and chroma differ in depth; no picture does.
    guard picture.planes.1.bits == luma.bits, picture.planes.2.bits == luma.bits else { return nil }
    guard Self.isReadable(picture.planes.1, chromaSize), Self.isReadable(picture.planes.2, chromaSize) else {
      return nil
    }
  }

  private static func isReadable(_ plane: moderation_hevc_plane, _ size: PixelSize) -> Bool {
    let byteCount = plane.bits > 8 ? 2 : 1
    return plane.samples != nil && Int(plane.width) >= size.width && Int(plane.height) >= size.height
      && Int(plane.stride_bytes) >= Int(plane.width) * byteCount && (1...16).contains(plane.bits)
  }

  /// The picture in RGB8.
  func rgb(_ coding: HEVCTrack.Coding?) -> RGBPicture {
    let conversion = YCbCrCoding(coding, for: picture)
    let luma = Plane(picture.planes.0)
    let blue = Plane(picture.planes.1)
    let red = Plane(picture.planes.2)
    let isGray = picture.chroma == 0
    let count = size.width * size.height * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { output, filled in
      var target = 0
      for y in 0..<size.height {
        for x in 0..<size.width {
          if isGray {
            let value = conversion.gray(luma.sample(x, y))
            (output[target], output[target + 1], output[target + 2]) = (value, value, value)
          } else {
            let (chromaX, chromaY) = (x >> chromaShift.x, y >> chromaShift.y)
            (output[target], output[target + 1], output[target + 2]) = conversion.rgb(
              luma.sample(x, y), blue.sample(chromaX, chromaY), red.sample(chromaX, chromaY))
          }
          target += 3
        }
      }
      filled = count
    }
    return RGBPicture(pixels: pixels, size: size)
  }

  /// The luma plane as it is, cut to 8 bits: what an alpha picture holds.
  func alpha() -> [UInt8] {
    let luma = Plane(picture.planes.0)
    let shift = max(0, Int(picture.planes.0.bits) - 8)
    var values: [UInt8] = []
    values.reserveCapacity(size.width * size.height)
    for y in 0..<size.height {
      for x in 0..<size.width { values.append(UInt8(truncatingIfNeeded: luma.sample(x, y) >> shift)) }
    }
    return values
  }

  /// One plane's samples, inside the bounds that were checked.
  private struct Plane {
    private let bytes: UnsafeRawBufferPointer
    private let strideBytes: Int
    private let isWide: Bool

    init(_ plane: moderation_hevc_plane) {
      bytes = UnsafeRawBufferPointer(start: plane.samples, count: Int(plane.stride_bytes) * Int(plane.height))
      strideBytes = Int(plane.stride_bytes)
      isWide = plane.bits > 8
    }

    @inline(__always)
    func sample(_ x: Int, _ y: Int) -> Int {
      isWide
        ? Int(bytes.loadUnaligned(fromByteOffset: y * strideBytes + 2 * x, as: UInt16.self))
        : Int(bytes[y * strideBytes + x])
    }
  }
}
