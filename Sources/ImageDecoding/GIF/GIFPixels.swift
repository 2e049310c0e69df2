import ImageFormats

/// Decompresses the pixels of GIF frames (GIF89a specification, appendix F).
enum GIFPixels {
  /// The palette indices of a frame, rows from top to bottom; nil when the data are damaged or end early.
  static func indices(of frame: GIFFrames.Frame, _ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    let count = frame.area.width * frame.area.height
    guard count > 0, (1...8).contains(frame.minimumCodeSize) else { return nil }
    let data = joined(frame.data, bytes)
    // A code gives 4,096 pixels at most: the frame's size is only a claim, and no memory is taken for what cannot come.
    guard count / 4096 <= data.count,
      let indices = decompress(data, codeSize: frame.minimumCodeSize, count: count)
    else { return nil }
    return frame.isInterlaced ? deinterlaced(indices, width: frame.area.width, height: frame.area.height) : indices
  }

  /// The contents of sub-blocks one behind the other, as far as they lie in the range.
  private static func joined(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var data: [UInt8] = []
    data.reserveCapacity(range.count)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let length = Int(bytes[offset])
      let end = min(offset + 1 + length, range.upperBound)
      data.append(contentsOf: bytes[(offset + 1)..<end])
      offset = end
      if length == 0 { break }
    }
    return data
  }

  /// Undoes LZW. Each table entry is a stretch of the output itself: that of the code before, and one pixel more.
  private static func decompress(_ data: [UInt8], codeSize: Int, count: Int) -> [UInt8]? {
    let clear = 1 << codeSize
    var starts = [Int](repeating: 0, count: 4097)
    var lengths = [Int](repeating: 0, count: 4097)
    var isWhole = false
    let output = [UInt8](unsafeUninitializedCapacity: count) { output, filled in
      var position = 0
      var next = clear + 2
      var width = codeSize + 1
      var previous: (start: Int, length: Int)?
      var (bits, bitCount) = (0, 0)
      read: for byte in data {
        bits |= Int(byte) << bitCount
        bitCount += 8
        while bitCount >= width {
          let code = bits & (1 << width - 1)
          bits >>= width
          bitCount -= width
          if code == clear {
            (next, width, previous) = (clear + 2, codeSize + 1, nil)
            continue
          }
          if code == clear + 1 { break read }
          if let previous, next < 4096 {
            (starts[next], lengths[next]) = (previous.start, previous.length + 1)
            next += 1
            if next == 1 << width, width < 12 { width += 1 }
          }
          var length = 1
          if code < clear {
            output[position] = UInt8(truncatingIfNeeded: code)
          } else {
            guard code < next, previous != nil else { break read }
            length = min(lengths[code], count - position)
            let source = starts[code]
            for step in 0..<length { output[position + step] = output[source + step] }
          }
          previous = (position, length)
          position += length
          if position == count { break read }
        }
      }
      isWhole = position == count
      filled = position
    }
    return isWhole ? output : nil
  }

  /// Rows in their places: each eighth from 0, each eighth from 4, each fourth from 2, each second from 1.
  private static func deinterlaced(_ indices: [UInt8], width: Int, height: Int) -> [UInt8] {
    var ordered = indices
    var source = 0
    for (first, step) in [(0, 8), (4, 8), (2, 4), (1, 2)] {
      for row in stride(from: first, to: height, by: step) {
        ordered.replaceSubrange((row * width)..<((row + 1) * width), with: indices[source..<(source + width)])
        source += width
      }
    }
    return ordered
  }
}
