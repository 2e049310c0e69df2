/// Reads lines of pixels, sub-sampled, and says which have one colour. For `ContactSheet`.
struct SheetLines {
  /// Which way the lines looked at follow each other.
  enum Axis {
    /// Rows, top to bottom.
    case rows
    /// Columns, left to right.
    case columns

    var other: Axis { self == .rows ? .columns : .rows }
  }

  /// Width and height of the pixels.
  let size: PixelSize
  /// Bytes from row to row; the pixels have been checked to reach to the last one.
  let strideBytes: Int

  private func lineCount(_ axis: Axis) -> Int { axis == .rows ? size.height : size.width }

  /// How far the next sample along a line lies, and the next line, in bytes.
  private func steps(_ axis: Axis) -> (along: Int, across: Int) { axis == .rows ? (3, strideBytes) : (strideBytes, 3) }

  private func colour(of pixels: RawSpan, _ axis: Axis, line: Int, at position: Int) -> SheetColour {
    let (along, across) = steps(axis)
    let offset = line * across + position * along
    return SheetColour(
      red: Int(pixels.unsafeLoad(fromByteOffset: offset, as: UInt8.self)),
      green: Int(pixels.unsafeLoad(fromByteOffset: offset + 1, as: UInt8.self)),
      blue: Int(pixels.unsafeLoad(fromByteOffset: offset + 2, as: UInt8.self)))
  }

  /// The one colour of each line, nil for lines of several.
  func colours(of pixels: RawSpan, _ axis: Axis) -> [SheetColour?] {
    let span = 0..<lineCount(axis.other)
    let offsets = sampleOffsets(within: span, axis)
    return (0..<lineCount(axis)).map { line in
      // The middle of a few samples stands for the line: outliers do not move it.
      let middle = middle(of: pixels, axis, line: line)
      return isOf(middle, pixels, axis, line: line, offsets) ? middle : nil
    }
  }

  /// The middle value of each channel of nine samples along a line.
  private func middle(of pixels: RawSpan, _ axis: Axis, line: Int) -> SheetColour {
    let length = lineCount(axis.other)
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 27) { sorted in
      for sample in 0..<9 {
        let colour = colour(of: pixels, axis, line: line, at: length * (sample + 1) / 10)
        insert(colour.red, into: sorted, from: 0, count: sample)
        insert(colour.green, into: sorted, from: 9, count: sample)
        insert(colour.blue, into: sorted, from: 18, count: sample)
      }
      return SheetColour(red: sorted[4], green: sorted[13], blue: sorted[22])
    }
  }

  private func insert(_ value: Int, into sorted: UnsafeMutableBufferPointer<Int>, from start: Int, count: Int) {
    var place = start + count
    while place > start, sorted[place - 1] > value {
      sorted[place] = sorted[place - 1]
      place -= 1
    }
    sorted[place] = value
  }

  /// Which lines have a colour all along a part of them.
  func gutters(of pixels: RawSpan, _ axis: Axis, within span: Range<Int>, colour: SheetColour) -> [Bool] {
    let offsets = sampleOffsets(within: span, axis)
    return (0..<lineCount(axis)).map { isOf(colour, pixels, axis, line: $0, offsets) }
  }

  /// Where the samples of a line lie, in bytes from its start.
  private func sampleOffsets(within span: Range<Int>, _ axis: Axis) -> [Int] {
    let count = min(span.count, ContactSheet.samplesPerLine)
    let along = steps(axis).along
    return (0..<count).map { (span.lowerBound + (span.count * (2 * $0 + 1)) / (2 * count)) * along }
  }

  private func isOf(_ wanted: SheetColour, _ pixels: RawSpan, _ axis: Axis, line: Int, _ offsets: [Int]) -> Bool {
    let allowed = Int(Double(offsets.count) * ContactSheet.maximumOutlierShare)
    let (start, brightness) = (line * steps(axis).across, wanted.brightness)
    var outliers = 0
    for offset in offsets {
      let red = Int(pixels.unsafeLoad(fromByteOffset: start + offset, as: UInt8.self))
      let green = Int(pixels.unsafeLoad(fromByteOffset: start + offset + 1, as: UInt8.self))
      let blue = Int(pixels.unsafeLoad(fromByteOffset: start + offset + 2, as: UInt8.self))
      guard !SheetColour(red: red, green: green, blue: blue).isNear(wanted, brightness) else { continue }
      outliers += 1
      if outliers > allowed { return false }
    }
    return true
  }

  /// The share of cells' area that has another colour than the gutters, 0…1, from 16 × 16 samples a cell.
  func fill(of cells: [SheetCell], in pixels: RawSpan, around gutter: SheetColour) -> Double {
    let side = 16
    var (filled, area) = (0.0, 0.0)
    for cell in cells {
      var different = 0
      for row in 0..<side {
        for column in 0..<side {
          let x = cell.columns.lowerBound + cell.columns.count * (2 * column + 1) / (2 * side)
          let y = cell.rows.lowerBound + cell.rows.count * (2 * row + 1) / (2 * side)
          if !colour(of: pixels, .rows, line: y, at: x).isNear(gutter) { different += 1 }
        }
      }
      let pixelCount = Double(cell.rows.count) * Double(cell.columns.count)
      filled += pixelCount * Double(different) / Double(side * side)
      area += pixelCount
    }
    return area > 0 ? filled / area : 0
  }
}

/// A colour of 8 bits a channel, compared as JPEG blurs it.
struct SheetColour: Hashable {
  let red: Int
  let green: Int
  let blue: Int

  /// How far brightness may be off beside an edge in a JPEG of usual quality.
  static let brightnessTolerance = 24
  /// How far a channel may be off: colour is stored at half the resolution and bleeds into narrow gutters.
  static let channelTolerance = 64

  fileprivate var brightness: Int { (77 * red + 150 * green + 29 * blue) / 256 }

  func isNear(_ other: SheetColour) -> Bool { isNear(other, other.brightness) }

  fileprivate func isNear(_ other: SheetColour, _ otherBrightness: Int) -> Bool {
    abs(brightness - otherBrightness) <= Self.brightnessTolerance && abs(red - other.red) <= Self.channelTolerance
      && abs(green - other.green) <= Self.channelTolerance && abs(blue - other.blue) <= Self.channelTolerance
  }

  /// The colours that most lines have, commonest first, near ones counted as one.
  static func commonest(of colours: [SheetColour?], atMost count: Int) -> [SheetColour] {
    var groups: [(colour: SheetColour, lines: Int)] = []
    for case let colour? in colours {
      if let index = groups.firstIndex(where: { $0.colour.isNear(colour) }) {
        groups[index].lines += 1
      } else {
        groups.append((colour, 1))
      }
    }
    return groups.sorted { $0.lines > $1.lines }.prefix(count).map(\.colour)
  }
}
