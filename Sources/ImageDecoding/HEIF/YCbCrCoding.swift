import CDe265
import ImageFormats

/// How luma and chroma become red, green and blue (ISO/IEC 23091-2, 8.3; ITU-T H.273).
///
/// Chroma samples are repeated, not interpolated, and deeper samples cut to 8 bits, as libheif does it for stills.
struct YCbCrCoding {
  /// The matrix as fixed-point numbers of 16 binary digits, rows red, green, blue; columns luma, blue, red difference.
  private let weights: [Int]
  private let lumaOffset: Int
  private let chromaOffset: Int
  private let maximum: Int
  private let shift: Int

  /// Makes the conversion for one picture.
  ///
  /// - Parameter coding: What the file says; the bitstream is asked where it says nothing.
  init(_ coding: HEVCTrack.Coding?, for picture: moderation_hevc_picture) {
    let matrix = coding?.matrix ?? Int(picture.matrix)
    let isFullRange = coding?.isFullRange ?? picture.is_full_range
    let bits = max(8, Int(picture.planes.0.bits))
    let step = Double(1 << (bits - 8))
    let lumaScale = isFullRange ? 1 : (256 * step - 1) / (219 * step)
    let chromaScale = isFullRange ? 1 : (256 * step - 1) / (224 * step)
    maximum = 1 << bits - 1
    shift = bits - 8
    lumaOffset = isFullRange ? 0 : 16 << shift
    // Identity coding has green, blue and red in the three planes, and no difference to centre.
    let isIdentity = matrix == 0
    chromaOffset = isIdentity ? lumaOffset : 1 << (bits - 1)
    let rows = Self.rows(matrix)
    weights = rows.enumerated().map { index, weight in
      let scale = index % 3 == 0 || isIdentity ? lumaScale : chromaScale
      return Int((weight * scale * 65536).rounded())
    }
  }

  /// Nine weights for a matrix number; BT.601 for those that name no other.
  private static func rows(_ matrix: Int) -> [Double] {
    switch matrix {
    case 0: return [0, 0, 1, 1, 0, 0, 0, 1, 0]
    case 1: return rows(red: 0.2126, blue: 0.0722)
    case 4: return rows(red: 0.30, blue: 0.11)
    case 7: return rows(red: 0.212, blue: 0.087)
    case 8: return [1, -1, 1, 1, 1, 0, 1, -1, -1]
    case 9, 10: return rows(red: 0.2627, blue: 0.0593)
    default: return rows(red: 0.299, blue: 0.114)
    }
  }

  private static func rows(red: Double, blue: Double) -> [Double] {
    let green = 1 - red - blue
    return [
      1, 0, 2 * (1 - red),
      1, -2 * blue * (1 - blue) / green, -2 * red * (1 - red) / green,
      1, 2 * (1 - blue), 0,
    ]
  }

  /// Red, green and blue of 8 bits.
  @inline(__always)
  func rgb(_ luma: Int, _ blue: Int, _ red: Int) -> (UInt8, UInt8, UInt8) {
    let y = luma - lumaOffset
    let b = blue - chromaOffset
    let r = red - chromaOffset
    return (channel(0, y, b, r), channel(3, y, b, r), channel(6, y, b, r))
  }

  @inline(__always)
  private func channel(_ row: Int, _ y: Int, _ b: Int, _ r: Int) -> UInt8 {
    let value = (weights[row] * y + weights[row + 1] * b + weights[row + 2] * r + 32768) >> 16
    return UInt8(truncatingIfNeeded: min(max(value, 0), maximum) >> shift)
  }

  /// A grey of 8 bits.
  func gray(_ luma: Int) -> UInt8 { channel(3, luma - lumaOffset, 0, 0) }
}
