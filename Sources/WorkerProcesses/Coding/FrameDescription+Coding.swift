package import ModerationCore

extension FrameDescription {
  /// Without the deadline: clocks' moments mean nothing elsewhere.
  package init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(
      size: try PixelSize(from: &reader), strideBytes: try reader.number(),
      channelOrder: try reader.flag() ? .bgr : .rgb, frameIndex: try reader.number(),
      originalSize: try PixelSize(from: &reader), originalRegion: try PixelRectangle(from: &reader),
      tile: try reader.optional { reader throws(MalformedMessage) in
        Tiling.Tile(x: try reader.number(), y: try reader.number(), size: try PixelSize(from: &reader))
      })
  }

  package func write(to writer: inout WireWriter) {
    size.write(to: &writer)
    writer.put(strideBytes)
    writer.put(channelOrder == .bgr)
    writer.put(frameIndex)
    originalSize.write(to: &writer)
    originalRegion.write(to: &writer)
    writer.put(tile) {
      $0.put($1.x)
      $0.put($1.y)
      $1.size.write(to: &$0)
    }
  }
}
