import CVips
import ImageFormats
import ModerationCore

/// Decoded RGB8 pixels in Swift's own memory, on the way from a codec to the caller.
struct RGBPicture {
  /// `height × width × 3` bytes, rows without padding.
  private(set) var pixels: [UInt8]
  /// Width and height.
  private(set) var size: PixelSize

  /// Takes pixels over.
  ///
  /// - Precondition: `pixels` has three bytes for each pixel of `size`.
  init(pixels: [UInt8], size: PixelSize) {
    precondition(pixels.count == size.width * size.height * 3)
    self.pixels = pixels
    self.size = size
  }

  /// Lays RGBA8 pixels with straight alpha on a background.
  init(flattening rgba: UnsafeRawBufferPointer, size: PixelSize, on background: Background) {
    self.init(pixels: background.flatten(rgba, size: size, strideBytes: size.width * 4), size: size)
  }

  /// RGBA8 pixels of this picture and an alpha, one value for each pixel.
  func joined(withAlpha alpha: [UInt8]) -> [UInt8] {
    precondition(alpha.count * 3 == pixels.count)
    return [UInt8](unsafeUninitializedCapacity: alpha.count * 4) { output, filled in
      for index in alpha.indices {
        for channel in 0..<3 { output[index * 4 + channel] = pixels[index * 3 + channel] }
        output[index * 4 + 3] = alpha[index]
      }
      filled = alpha.count * 4
    }
  }

  /// Converts from an embedded profile to sRGB. A damaged profile, or one for other channels, changes nothing, as in
  /// still pictures.
  mutating func convertToSRGB(from profile: UnsafeRawBufferPointer) {
    guard let start = profile.baseAddress else { return }
    let size = size
    pixels.withUnsafeMutableBytes { buffer in
      guard let rgb = buffer.baseAddress else { return }
      _ = moderation_rgb_to_srgb(
        rgb, Int32(clamping: size.width), Int32(clamping: size.height), start, profile.count)
    }
  }

  /// Cuts a rectangle out. One that is not inside the picture changes nothing.
  mutating func crop(to area: CropArea) {
    guard area.x >= 0, area.y >= 0, area.width > 0, area.height > 0, area.width <= size.width - area.x,
      area.height <= size.height - area.y, area.width < size.width || area.height < size.height
    else { return }
    var cut: [UInt8] = []
    cut.reserveCapacity(area.width * area.height * 3)
    for y in area.y..<(area.y + area.height) {
      let start = (y * size.width + area.x) * 3
      cut.append(contentsOf: pixels[start..<(start + area.width * 3)])
    }
    self = RGBPicture(pixels: cut, size: PixelSize(width: area.width, height: area.height))
  }

  /// Makes a stored picture upright.
  ///
  /// - Parameter orientation: How it lies, as EXIF numbers it; anything but 2…8 changes nothing.
  mutating func turnUpright(from orientation: Int) {
    guard (2...8).contains(orientation) else { return }
    let stored = size
    let (width, height) = (stored.width, stored.height)
    // Where the upright picture's first pixel is stored, and how far its right and lower neighbours are from it.
    let (first, right, down) =
      switch orientation {
      case 2: (width - 1, -1, width)
      case 3: (width * height - 1, -1, -width)
      case 4: ((height - 1) * width, 1, -width)
      case 5: (0, width, 1)
      case 6: ((height - 1) * width, -width, 1)
      case 7: (width * height - 1, -width, -1)
      default: (width - 1, width, -1)
      }
    let upright = orientation >= 5 ? stored.transposed : stored
    let source = pixels
    let turned = [UInt8](unsafeUninitializedCapacity: source.count) { output, filled in
      var target = 0
      for y in 0..<upright.height {
        var place = (first + y * down) * 3
        for _ in 0..<upright.width {
          output[target] = source[place]
          output[target + 1] = source[place + 1]
          output[target + 2] = source[place + 2]
          place += right * 3
          target += 3
        }
      }
      filled = source.count
    }
    self = RGBPicture(pixels: turned, size: upright)
  }

  /// Hands the picture to the caller of a reader.
  ///
  /// - Returns: Whether the caller wants more.
  func deliver(
    as index: Int, hasAlpha: Bool, rendition: Rendition = .standard, isLastRendition: Bool = true,
    to deliver: (RawSpan, DecodedFrame) -> Bool
  ) -> Bool {
    deliver(
      pixels.span.bytes,
      DecodedFrame(
        index: index, size: size, strideBytes: size.width * 3, originalSize: size, hasAlpha: hasAlpha,
        rendition: rendition, isLastRendition: isLastRendition))
  }
}
