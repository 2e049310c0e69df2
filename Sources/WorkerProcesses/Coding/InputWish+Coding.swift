package import ModerationCore

extension InputWish {
  package init(from reader: inout WireReader) throws(MalformedMessage) {
    let fit: Fit =
      switch try reader.byte() {
      case 0: .exact(try PixelSize(from: &reader))
      case 1: .longestSide(try reader.number())
      case 2: .cover(try PixelSize(from: &reader))
      default: throw MalformedMessage()
      }
    let filter: Filter = try reader.flag() ? .bicubic : .bilinear
    let crop = try reader.optional { reader throws(MalformedMessage) in try PixelSize(from: &reader) }
    let quality = try reader.optional { reader throws(MalformedMessage) in try reader.number() }
    let order: ChannelOrder = try reader.flag() ? .bgr : .rgb
    let oversampling = try reader.number()
    guard oversampling >= 1 else { throw MalformedMessage() }
    let tiling = try reader.optional { reader throws(MalformedMessage) in try Tiling(from: &reader) }
    self.init(
      fit: fit, filter: filter, centreCrop: crop, jpegRoundTripQuality: quality, channelOrder: order,
      oversampling: oversampling, tiling: tiling)
    // A wish computes with its sizes, which must not overflow.
    guard isValid, isModest else { throw MalformedMessage() }
  }

  /// Whether all numbers are such that arithmetic with a picture's sides cannot overflow.
  private var isModest: Bool {
    let largest = 1 << 24
    guard oversampling <= largest else { return false }
    return switch fit {
    case .exact(let size), .cover(let size): size.longerSide <= largest
    case .longestSide(let side): side <= largest
    }
  }

  package func write(to writer: inout WireWriter) {
    switch fit {
    case .exact(let size):
      writer.put(0 as UInt8)
      size.write(to: &writer)
    case .longestSide(let side):
      writer.put(1 as UInt8)
      writer.put(side)
    case .cover(let size):
      writer.put(2 as UInt8)
      size.write(to: &writer)
    }
    writer.put(filter == .bicubic)
    writer.put(centreCrop) { $1.write(to: &$0) }
    writer.put(jpegRoundTripQuality) { $0.put($1) }
    writer.put(channelOrder == .bgr)
    writer.put(oversampling)
    writer.put(tiling) { $1.write(to: &$0) }
  }
}

extension Tiling {
  fileprivate init(from reader: inout WireReader) throws(MalformedMessage) {
    self.init(
      fromAspectRatio: try reader.real(), minimumLengthPixels: try reader.number(), overlap: try reader.real(),
      maximumTileCount: try reader.number(),
      grid: try reader.optional { reader throws(MalformedMessage) in
        Tiling.Grid(count: try reader.number(), share: try reader.real())
      }, cutsContactSheets: try reader.flag())
  }

  fileprivate func write(to writer: inout WireWriter) {
    writer.put(fromAspectRatio)
    writer.put(minimumLengthPixels)
    writer.put(overlap)
    writer.put(maximumTileCount)
    writer.put(grid) {
      $0.put($1.count)
      $0.put($1.share)
    }
    writer.put(cutsContactSheets)
  }
}
