public import ModerationCore

/// The pixels of a `FakePicture` as a detector is given them.
public struct FakePixels: Hashable, Sendable {
  /// The longest side that is drawn, in pixels: that of the largest picture let in by any profile, and room beyond.
  public static let maximumSidePixels = 16_384
  /// The most bytes that are drawn, 256 MiB.
  public static let maximumByteCount = 256 << 20

  /// `height × stride` bytes, less the padding of the last row.
  public let bytes: [UInt8]
  /// What a detector is told about them.
  public let frame: FrameDescription

  init(bytes: [UInt8], frame: FrameDescription) {
    self.bytes = bytes
    self.frame = frame
  }

  /// Has a detector look at these pixels.
  public func inspected(by detector: any Detector) throws(DetectorFailure) -> [Finding] {
    try detector.inspect(bytes.span.bytes, of: frame)
  }

  /// The same pixels with wider rows.
  ///
  /// - Parameters:
  ///   - byteCount: Bytes to put behind each row but the last; none for less than 1 or beyond the bounds.
  ///   - value: What they hold.
  public func padded(by byteCount: Int, with value: UInt8 = 0) -> FakePixels {
    let (row, height) = (frame.size.width * 3, frame.size.height)
    guard byteCount > 0, byteCount <= Self.maximumByteCount,
      height <= Self.maximumByteCount / (frame.strideBytes + byteCount)
    else { return self }
    var wider: [UInt8] = []
    wider.reserveCapacity(bytes.count + byteCount * height)
    for y in 0..<height {
      let start = y * frame.strideBytes
      if y > 0 { wider.append(contentsOf: repeatElement(value, count: byteCount)) }
      wider.append(contentsOf: bytes[start..<min(bytes.count, start + (y < height - 1 ? frame.strideBytes : row))])
    }
    return FakePixels(bytes: wider, frame: frame.with(strideBytes: frame.strideBytes + byteCount))
  }
}

extension FrameDescription {
  fileprivate func with(strideBytes: Int) -> FrameDescription {
    FrameDescription(
      size: size, strideBytes: strideBytes, channelOrder: channelOrder, frameIndex: frameIndex,
      originalSize: originalSize, originalRegion: originalRegion, tile: tile, deadline: deadline)
  }
}

extension FakePicture {
  /// Draws the picture as a detector wishes for it.
  ///
  /// Nothing is resampled: pictures without a size of their own are drawn at the size wished for.
  ///
  /// - Parameters:
  ///   - wish: Size and channel order. A crop counts as the size; a JPEG round trip is not made.
  ///   - original: The picture's size before the pipeline resampled it.
  ///   - tile: The part of the original that is shown; nil for the whole.
  ///   - paddingByteCount: Bytes between the end of a row and the start of the next; 0 for none.
  ///   - padding: The value of those bytes.
  /// - Returns: nil when the wish is not valid, when the picture has a size of its own that is not the one wished for,
  ///   or beyond the bounds of `FakePixels`.
  public func drawn(
    for wish: InputWish, original: PixelSize, tile: Tiling.Tile? = nil, paddingByteCount: Int = 0,
    padding: UInt8 = 0
  ) -> FakePixels? {
    guard wish.isValid, original.shorterSide > 0 else { return nil }
    let size = wish.givenSize(of: tile?.size ?? original)
    return drawn(
      size: size, order: wish.channelOrder, original: original, tile: tile, paddingByteCount: paddingByteCount,
      padding: padding)
  }

  /// Draws the picture at a size, whatever anybody wishes for. See the other `drawn`.
  ///
  /// - Parameter original: nil for the same size.
  public func drawn(
    size: PixelSize, order: InputWish.ChannelOrder = .rgb, original: PixelSize? = nil, tile: Tiling.Tile? = nil,
    frameIndex: Int = 0, paddingByteCount: Int = 0, padding: UInt8 = 0
  ) -> FakePixels? {
    let original = original ?? size
    guard size.shorterSide > 0, size.longerSide <= FakePixels.maximumSidePixels, original.shorterSide > 0,
      ownSize == nil || ownSize == size, (0...FakePixels.maximumByteCount).contains(paddingByteCount)
    else { return nil }
    let stride = size.width * 3 + paddingByteCount
    let byteCount = (size.height - 1) * stride + size.width * 3
    guard byteCount <= FakePixels.maximumByteCount else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(byteCount)
    for y in 0..<size.height {
      if y > 0 { bytes.append(contentsOf: repeatElement(padding, count: paddingByteCount)) }
      appendRow(y, of: size, to: &bytes)
    }
    if order == .bgr { bytes.exchangeRedAndBlue(size, stride: stride) }
    let whole = PixelRectangle(x: 0, y: 0, width: Double(original.width), height: Double(original.height))
    return FakePixels(
      bytes: bytes,
      frame: FrameDescription(
        size: size, strideBytes: stride, channelOrder: order, frameIndex: frameIndex, originalSize: original,
        originalRegion: tile?.rectangle ?? whole, tile: tile))
  }

  /// One row, red first, without padding.
  private func appendRow(_ y: Int, of size: PixelSize, to bytes: inout [UInt8]) {
    switch content {
    case .solid(let color):
      for _ in 0..<size.width { bytes.append(color) }
    case .gradient(let left, let right):
      for x in 0..<size.width { bytes.append(Color.between(left, right, step: x, of: max(1, size.width - 1))) }
    case .checkerboard(let first, let second, let cell):
      for x in 0..<size.width { bytes.append((x / cell + y / cell).isMultiple(of: 2) ? first : second) }
    case .noise(let seed):
      var random = RowNoise(seed: seed, row: y)
      for _ in 0..<(size.width * 3) { bytes.append(random.next()) }
    case .halves(let left, let right):
      for x in 0..<size.width { bytes.append(x < size.width / 2 ? left : right) }
    case .marked(let picture, let first):
      let start = bytes.count
      picture.appendRow(y, of: size, to: &bytes)
      if y == 0 {
        (bytes[start], bytes[start + 1], bytes[start + 2]) = (first.red, first.green, first.blue)
      }
    case .pixels(let rgb, _):
      bytes.append(contentsOf: rgb[(y * size.width * 3)..<((y + 1) * size.width * 3)])
    }
  }
}

extension FakePicture.Color {
  fileprivate static func between(_ left: Self, _ right: Self, step: Int, of steps: Int) -> Self {
    func mix(_ left: UInt8, _ right: UInt8) -> UInt8 {
      UInt8(clamping: (Int(left) * (steps - step) + Int(right) * step + steps / 2) / steps)
    }
    return Self(
      red: mix(left.red, right.red), green: mix(left.green, right.green), blue: mix(left.blue, right.blue))
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ color: FakePicture.Color) {
    append(color.red)
    append(color.green)
    append(color.blue)
  }

  fileprivate mutating func exchangeRedAndBlue(_ size: PixelSize, stride: Int) {
    for y in 0..<size.height {
      for x in 0..<size.width {
        let pixel = y * stride + x * 3
        swapAt(pixel, pixel + 2)
      }
    }
  }
}

/// The chance values of one row (SplitMix64; Steele, Lea and Flood 2014), eight to a step.
private struct RowNoise {
  private var state: UInt64
  private var rest: UInt64 = 0
  private var restCount = 0

  init(seed: UInt64, row: Int) {
    state = seed &+ UInt64(truncatingIfNeeded: row) &* 0xD1B5_4A32_D192_ED03
  }

  mutating func next() -> UInt8 {
    if restCount == 0 {
      state &+= 0x9E37_79B9_7F4A_7C15
      rest = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      rest = (rest ^ (rest >> 27)) &* 0x94D0_49BB_1331_11EB
      rest ^= rest >> 31
      restCount = 8
    }
    defer {
      rest >>= 8
      restCount -= 1
    }
    return UInt8(truncatingIfNeeded: rest)
  }
}
