import ImageFormats
import ModerationCore

/// Collects the rows of a picture as a reader makes them, and shrinks it by whole factors of a box filter on the way,
/// so that a huge picture is never held whole.
///
/// Rows are numbered from the top and may come from the top down or from the bottom up. Each output pixel is the
/// rounded mean of its box; at the right and at the bottom a box may be smaller. Owns its memory.
struct RowCollector: ~Copyable {
  /// Width and height of what comes out.
  let size: PixelSize

  private let width: Int
  private let height: Int
  private let horizontal: Int
  private let vertical: Int
  private let output: UnsafeMutableBufferPointer<UInt8>
  /// The row being made, and the sums of the boxes that it crosses; both empty when nothing is shrunk.
  private let row: UnsafeMutableBufferPointer<UInt8>
  private let sums: UnsafeMutableBufferPointer<Int>
  private var rowsInBox = 0

  /// Takes memory for a picture whose size has passed the limits.
  init(_ original: PixelSize, plan: ShrinkPlan) {
    precondition(original.shorterSide > 0 && plan.horizontal > 0 && plan.vertical > 0)
    (width, height) = (original.width, original.height)
    (horizontal, vertical) = (plan.horizontal, plan.vertical)
    size = PixelSize(width: (width - 1) / horizontal + 1, height: (height - 1) / vertical + 1)
    output = .allocate(capacity: size.width * size.height * 3)
    let shrinks = horizontal > 1 || vertical > 1
    row = .allocate(capacity: shrinks ? width * 3 : 0)
    sums = .allocate(capacity: shrinks ? size.width * 3 : 0)
    sums.initialize(repeating: 0)
  }

  deinit {
    output.deallocate()
    row.deallocate()
    sums.deallocate()
  }

  /// Has one row made and takes it in. Every row is to come once, in ascending or in descending order.
  ///
  /// - Parameter make: Writes all of the buffer, `width × 3` bytes of RGB8.
  mutating func add(row y: Int, make: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    precondition(y >= 0 && y < height)
    guard horizontal > 1 || vertical > 1 else {
      make(UnsafeMutableBufferPointer(rebasing: output[(y * width * 3)..<((y + 1) * width * 3)]))
      return
    }
    make(row)
    addRow()
    rowsInBox += 1
    let box = y / vertical
    if rowsInBox == min(vertical, height - box * vertical) { finish(box) }
  }

  /// Adds the row to the sums of its boxes.
  private func addRow() {
    var source = 0
    for column in 0..<size.width {
      let end = min((column + 1) * horizontal, width) * 3
      var (red, green, blue) = (0, 0, 0)
      while source < end {
        red &+= Int(row[source])
        green &+= Int(row[source + 1])
        blue &+= Int(row[source + 2])
        source += 3
      }
      sums[column * 3] &+= red
      sums[column * 3 + 1] &+= green
      sums[column * 3 + 2] &+= blue
    }
  }

  /// Turns the sums of a row of boxes into a row of output.
  private mutating func finish(_ box: Int) {
    let target = box * size.width * 3
    for column in 0..<size.width {
      let area = min(horizontal, width - column * horizontal) * rowsInBox
      for index in (column * 3)..<(column * 3 + 3) {
        output[target + index] = UInt8(truncatingIfNeeded: (sums[index] + area / 2) / area)
        sums[index] = 0
      }
    }
    rowsInBox = 0
  }

  /// Lends the picture, RGB8, rows without padding.
  borrowing func withPixels<Result: ~Copyable>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(UnsafeRawBufferPointer(output))
  }
}
