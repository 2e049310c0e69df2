import CPixels

/// Which squares of a picture have what a code has, and the regions that they make up.
struct MarkedSquares {
  let width: Int
  let height: Int
  private var marks: [UInt8]

  /// Squares that touch.
  struct Region {
    /// In squares.
    var x: Range<Int>
    var y: Range<Int>
    /// How many are sure.
    var sureCount = 0
    /// Whether there are two by two, or no room for them.
    var hasBlock = false
    /// All their marks together.
    var marks: UInt8 = 0
  }

  /// Takes marks as `moderation_mark_…` writes them.
  init(_ size: moderation_mark_size, _ write: (UnsafeMutablePointer<UInt8>) -> Void) {
    width = max(0, Int(size.width))
    height = max(0, Int(size.height))
    let count = width * height
    marks = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      if count > 0, let start = buffer.baseAddress {
        write(start)
        filled = count
      }
    }
  }

  /// The regions that hold a sure square, in the order of their first squares. Forgets the marks.
  mutating func takeRegions() -> [Region] {
    var regions: [Region] = []
    var waiting: [Int32] = []
    let (width, height) = (width, height)
    marks.withUnsafeMutableBufferPointer { marks in
      // 0: nothing; otherwise the square's marks. What is visited keeps this bit, so that blocks are still seen.
      let visited: UInt8 = 128
      for start in marks.indices where marks[start] != 0 && marks[start] & visited == 0 {
        var region = Region(x: start % width..<start % width + 1, y: start / width..<start / width + 1)
        marks[start] |= visited
        waiting.append(Int32(start))
        while let place = waiting.popLast().map(Int.init) {
          let (x, y) = (place % width, place / width)
          let mark = marks[place] & ~visited
          region.marks |= mark
          if mark & UInt8(MODERATION_MARK_SURE) != 0 { region.sureCount += 1 }
          region.x = min(region.x.lowerBound, x)..<max(region.x.upperBound, x + 1)
          region.y = min(region.y.lowerBound, y)..<max(region.y.upperBound, y + 1)
          if min(width, height) < 2 {
            region.hasBlock = true
          } else if x + 1 < width, y + 1 < height, !region.hasBlock {
            region.hasBlock =
              marks[place + 1] != 0 && marks[place + width] != 0 && marks[place + width + 1] != 0
          }
          for row in max(0, y - 1)...min(height - 1, y + 1) {
            for column in max(0, x - 1)...min(width - 1, x + 1) {
              let neighbour = row * width + column
              guard marks[neighbour] != 0, marks[neighbour] & visited == 0 else { continue }
              marks[neighbour] |= visited
              waiting.append(Int32(neighbour))
            }
          }
        }
        if region.sureCount > 0 { regions.append(region) }
      }
    }
    marks = []
    return regions
  }
}
