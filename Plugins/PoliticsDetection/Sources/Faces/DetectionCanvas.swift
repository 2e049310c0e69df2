import CPixels

/// The picture as YuNet is fed, but for its turns: at the top left of a square, with zeros elsewhere.
///
/// Larger pictures are shrunk by averaging areas, so that no pixel of a small face is skipped; smaller ones are left as
/// they are, as upstream does.
struct DetectionCanvas {
  /// The side of the square, in pixels.
  let side: Int
  /// How many pixels of the picture one of the canvas stands for, along each axis; at least 1.
  let pixelsPerCell: (x: Double, y: Double)
  /// The part of the canvas that the picture fills, from the top left.
  let columns: Int
  let rows: Int

  /// - Parameter memory: Where the pixels are put, and read by the other functions.
  init(_ picture: PixelView, side: Int, into memory: inout CanvasMemory) {
    let scale = min(1, Double(side) / Double(max(picture.width, picture.height)))
    func shrunk(_ length: Int) -> Int { min(side, max(1, Int((Double(length) * scale).rounded()))) }
    self.side = side
    let (columns, rows) = (shrunk(picture.width), shrunk(picture.height))
    (self.columns, self.rows) = (columns, rows)
    pixelsPerCell = (Double(picture.width) / Double(columns), Double(picture.height) / Double(rows))
    let workspaceCount = moderation_area_workspace(Int32(picture.width), Int32(columns))
    memory.withPixels { pixels in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: workspaceCount) { workspace in
        guard let floats = workspace.baseAddress else { return }
        picture.withNative { moderation_area_canvas($0, Int32(columns), Int32(rows), pixels, floats) }
      }
    }
  }

  /// Writes a square part of the canvas, turned clockwise by 0 to 3 quarters, as `3 × side × side` values 0 to 255: the
  /// blue plane, the green one, the red one.
  func write(
    _ window: FaceFinder.Window, turnedBy quarterTurns: Int, of memory: CanvasMemory, to planes: inout [Float]
  ) {
    draw(of: memory, side: window.side, to: &planes) { canvas, planes in
      moderation_view_planes(
        canvas, Int32(quarterTurns), Int32(window.left), Int32(window.top), Int32(window.side), planes)
    }
  }

  /// The same through a similarity that leads from the part to the canvas.
  func write(
    through similarity: moderation_similarity, side: Int, of memory: CanvasMemory, to planes: inout [Float]
  ) {
    draw(of: memory, side: side, to: &planes) { canvas, planes in
      withUnsafePointer(to: similarity) { moderation_tilt_planes(canvas, $0, Int32(side), planes) }
    }
  }

  private func draw(
    of memory: CanvasMemory, side: Int, to planes: inout [Float],
    _ draw: (UnsafePointer<moderation_canvas>, UnsafeMutablePointer<Float>) -> Void
  ) {
    if planes.count != 3 * side * side { planes = [Float](repeating: 0, count: 3 * side * side) }
    memory.pixels.withUnsafeBufferPointer { pixels in
      planes.withUnsafeMutableBufferPointer { planes in
        // Memory for a square of this side is there since the canvas was made.
        guard let start = pixels.baseAddress, let output = planes.baseAddress else { return }
        var canvas = moderation_canvas(
          pixels: start, columns: Int32(columns), rows: Int32(rows), side: Int32(self.side))
        draw(&canvas, output)
      }
    }
  }
}
