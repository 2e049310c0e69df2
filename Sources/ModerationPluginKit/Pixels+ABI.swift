import CModerationABI
import ModerationCore

extension moderation_pixels {
  /// What a detector is told about these pixels; nil when the host breaks the interface's rules.
  func description(deadline: ContinuousClock.Instant?) -> FrameDescription? {
    guard bytes != nil, width > 0, height > 0, channel_order <= 1,
      let rows = checkedProduct(Int(height) - 1, Int(stride_bytes)), let row = checkedProduct(Int(width), 3),
      stride_bytes >= row, byte_count >= rows + row
    else { return nil }
    let region = PixelRectangle(
      x: original_region.x, y: original_region.y, width: original_region.width, height: original_region.height)
    let tile = Tiling.Tile(
      x: Int(region.x), y: Int(region.y), size: PixelSize(width: Int(region.width), height: Int(region.height)))
    return FrameDescription(
      size: PixelSize(width: Int(width), height: Int(height)), strideBytes: Int(stride_bytes),
      channelOrder: channel_order == 1 ? .bgr : .rgb, frameIndex: Int(frame_index),
      originalSize: PixelSize(width: Int(original_width), height: Int(original_height)), originalRegion: region,
      tile: is_tile == 1 ? tile : nil, deadline: deadline)
  }
}
