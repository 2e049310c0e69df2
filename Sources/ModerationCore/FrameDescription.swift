/// What a detector is told about the pixels it is given.
///
/// Pixels are `height × stride` bytes, 8 bits per channel, three channels in `channelOrder`, sRGB, row 0 on top.
/// New facts arrive as new fields of this struct, never as another requirement of `Detector`.
public struct FrameDescription: Hashable, Sendable {
  /// Width and height of the pixels given.
  public let size: PixelSize
  /// Bytes from the start of one row to the start of the next; at least `3 × width`.
  public let strideBytes: Int
  /// The order of the three channels.
  public let channelOrder: InputWish.ChannelOrder
  /// Which frame of the image this is, counted from 0.
  public let frameIndex: Int
  /// Width and height of the whole frame, upright, before any resampling.
  public let originalSize: PixelSize
  /// The part of the upright original that these pixels show, in pixels of the original.
  public let originalRegion: PixelRectangle
  /// The tile of the original that is shown, where the wish has long pictures cut; nil when the frame is shown whole.
  public let tile: Tiling.Tile?
  /// In which of the ways that a frame may be seen it is shown.
  public var rendition: Rendition
  /// When the image's time is up. Work of more than a second looks at it in between and throws
  /// `DetectorFailure.Code.deadline` with what it has; nil for no bound.
  public var deadline: ContinuousClock.Instant?

  /// Makes a description.
  public init(
    size: PixelSize, strideBytes: Int, channelOrder: InputWish.ChannelOrder, frameIndex: Int,
    originalSize: PixelSize, originalRegion: PixelRectangle, tile: Tiling.Tile? = nil,
    rendition: Rendition = .standard, deadline: ContinuousClock.Instant? = nil
  ) {
    self.size = size
    self.strideBytes = strideBytes
    self.channelOrder = channelOrder
    self.frameIndex = frameIndex
    self.originalSize = originalSize
    self.originalRegion = originalRegion
    self.tile = tile
    self.rendition = rendition
    self.deadline = deadline
  }

  /// A rectangle of these pixels as a rectangle of the upright original, cut off at the picture's edges.
  public func inOriginal(_ box: PixelRectangle) -> PixelRectangle {
    let scaleX = originalRegion.width / Double(max(1, size.width))
    let scaleY = originalRegion.height / Double(max(1, size.height))
    let left = clamp(originalRegion.x + box.x * scaleX, originalSize.width)
    let top = clamp(originalRegion.y + box.y * scaleY, originalSize.height)
    let right = clamp(originalRegion.x + (box.x + box.width) * scaleX, originalSize.width)
    let bottom = clamp(originalRegion.y + (box.y + box.height) * scaleY, originalSize.height)
    return PixelRectangle(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// A point of these pixels as a point of the upright original, which it may lie outside of.
  public func inOriginal(_ point: PixelPoint) -> PixelPoint {
    PixelPoint(
      x: originalRegion.x + point.x * originalRegion.width / Double(max(1, size.width)),
      y: originalRegion.y + point.y * originalRegion.height / Double(max(1, size.height)))
  }

  private func clamp(_ value: Double, _ side: Int) -> Double { min(max(0, value), Double(side)) }
}
