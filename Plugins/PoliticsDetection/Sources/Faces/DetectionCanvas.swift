/// The picture as YuNet is fed: 640×640, blue first, 0 to 255, the picture at the top left and zeros elsewhere.
///
/// Larger pictures are shrunk by averaging areas, so that no pixel of a small face is skipped; smaller ones are left as
/// they are, as upstream does.
struct DetectionCanvas {
  /// The side of the network's input, in pixels.
  static let side = 640

  /// `3 × side × side` values: the blue plane, the green one, the red one.
  let planes: [Float]
  /// How many pixels of the picture one of the canvas stands for, along each axis; at least 1.
  let pixelsPerCell: (x: Double, y: Double)
  /// The part of the canvas that the picture fills, from the top left.
  let columns: Int
  let rows: Int

  init(_ picture: PixelView) {
    let scale = min(1, Double(Self.side) / Double(max(picture.width, picture.height)))
    func shrunk(_ side: Int) -> Int { min(Self.side, max(1, Int((Double(side) * scale).rounded()))) }
    (columns, rows) = (shrunk(picture.width), shrunk(picture.height))
    pixelsPerCell = (Double(picture.width) / Double(columns), Double(picture.height) / Double(rows))
    planes = Self.planes(
      of: picture, across: AreaTaps(from: picture.width, to: columns), down: AreaTaps(from: picture.height, to: rows))
  }

  /// The planes of the whole canvas turned clockwise by 1, 2 or 3 quarters.
  func turned(_ quarterTurns: Int) -> [Float] {
    let last = Self.side - 1
    return [Float](unsafeUninitializedCapacity: planes.count) { turned, count in
      count = planes.count
      var to = 0
      for plane in 0..<3 {
        let start = plane * Self.side * Self.side
        for y in 0..<Self.side {
          for x in 0..<Self.side {
            let (fromX, fromY) =
              switch quarterTurns {
              case 1: (y, last - x)
              case 2: (last - x, last - y)
              default: (last - y, x)
              }
            turned.initializeElement(at: to, to: planes[start + fromY * Self.side + fromX])
            to += 1
          }
        }
      }
    }
  }

  private static func planes(of picture: PixelView, across: AreaTaps, down: AreaTaps) -> [Float] {
    let (plane, lineCount) = (side * side, picture.width * 3)
    var line = [Float](repeating: 0, count: lineCount)
    return [Float](unsafeUninitializedCapacity: 3 * plane) { planes, count in
      planes.initialize(repeating: 0)
      count = 3 * plane
      line.withUnsafeMutableBufferPointer { line in
        for y in 0..<down.count {
          line.update(repeating: 0)
          for (offset, weight) in down.weights(of: y).enumerated() {
            let row = (down.first(of: y) + offset) * picture.strideBytes
            for index in 0..<lineCount { line[index] += weight * Float(picture.bytes[row + index]) }
          }
          for x in 0..<across.count {
            var sum = SIMD3<Float>()
            var from = across.first(of: x) * 3
            for weight in across.weights(of: x) {
              sum += weight * SIMD3(line[from], line[from + 1], line[from + 2])
              from += 3
            }
            // Whole numbers, as a picture of 8 bits would have them.
            sum.round(.toNearestOrAwayFromZero)
            let to = y * side + x
            planes[to] = sum.z
            planes[plane + to] = sum.y
            planes[2 * plane + to] = sum.x
          }
        }
      }
    }
  }
}

/// Along one axis: which pixels each pixel of a shrunk picture covers, and with what share of itself.
private struct AreaTaps {
  /// How many pixels the shrunk picture has.
  let count: Int
  private let firsts: [Int]
  private let shares: [[Float]]

  /// - Parameters:
  ///   - source: Pixels before, at least `target`.
  ///   - target: Pixels after, at least 1.
  init(from source: Int, to target: Int) {
    let ratio = Double(source) / Double(target)
    var firsts: [Int] = []
    var shares: [[Float]] = []
    for position in 0..<target {
      let (start, end) = (Double(position) * ratio, Double(position + 1) * ratio)
      let first = min(Int(start), source - 1)
      let last = max(first, min(Int(end.rounded(.up)), source) - 1)
      firsts.append(first)
      shares.append(
        (first...last).map { Float(max(0, min(Double($0 + 1), end) - max(Double($0), start)) / ratio) })
    }
    count = target
    self.firsts = firsts
    self.shares = shares
  }

  func first(of position: Int) -> Int { firsts[position] }

  func weights(of position: Int) -> [Float] { shares[position] }
}
