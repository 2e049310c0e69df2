import CPixels

/// The picture as YuNet is fed: a square, blue first, 0 to 255, the picture at the top left and zeros elsewhere.
///
/// Larger pictures are shrunk by averaging areas, so that no pixel of a small face is skipped; smaller ones are left as
/// they are, as upstream does.
struct DetectionCanvas {
  /// The side of the square, in pixels.
  let side: Int
  /// `3 × side × side` values: the blue plane, the green one, the red one.
  let planes: [Float]
  /// How many pixels of the picture one of the canvas stands for, along each axis; at least 1.
  let pixelsPerCell: (x: Double, y: Double)
  /// The part of the canvas that the picture fills, from the top left.
  let columns: Int
  let rows: Int

  init(_ picture: PixelView, side: Int) {
    let scale = min(1, Double(side) / Double(max(picture.width, picture.height)))
    func shrunk(_ length: Int) -> Int { min(side, max(1, Int((Double(length) * scale).rounded()))) }
    self.side = side
    let (columns, rows) = (shrunk(picture.width), shrunk(picture.height))
    (self.columns, self.rows) = (columns, rows)
    pixelsPerCell = (Double(picture.width) / Double(columns), Double(picture.height) / Double(rows))
    planes = [Float](unsafeUninitializedCapacity: 3 * side * side) { planes, count in
      let workspaceCount = moderation_area_workspace(Int32(picture.width), Int32(columns))
      withUnsafeTemporaryAllocation(of: Float.self, capacity: workspaceCount) { workspace in
        guard let output = planes.baseAddress, let floats = workspace.baseAddress else { return }
        picture.withNative { moderation_area_planes($0, Int32(columns), Int32(rows), Int32(side), output, floats) }
        count = 3 * side * side
      }
    }
  }

  /// The planes of the whole canvas turned clockwise by 1, 2 or 3 quarters.
  func turned(_ quarterTurns: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: planes.count) { turned, count in
      guard let output = turned.baseAddress else { return }
      moderation_turn_planes(planes, Int32(side), Int32(quarterTurns), output)
      count = planes.count
    }
  }
}
