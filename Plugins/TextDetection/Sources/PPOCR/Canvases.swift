/// The few inputs that the detection network is compiled for, and how a look of any size is shown on them.
///
/// A network that knows its input's size runs in two thirds of the time. A look is put into the corner of the smallest
/// canvas that holds it, grey beside it; one that none holds is cut into tiles that overlap, and the map is put together
/// of theirs.
struct Canvases: Hashable, Sendable {
  /// The part of a look that one run shows.
  struct Tile: Hashable, Sendable {
    /// The first column and row shown, and how many, in pixels of the look.
    let x: Int
    let y: Int
    let width: Int
    let height: Int
    /// What of the look's map is taken from this tile, in pixels of the look.
    let columns: Range<Int>
    let rows: Range<Int>
  }

  /// How a look is shown: tiles that are no larger than the canvas.
  struct Plan: Hashable, Sendable {
    let canvas: Size
    let tiles: [Tile]
    /// What the network calculates on, in pixels.
    var cost: Int { tiles.count * canvas.width * canvas.height }
  }

  struct Size: Hashable, Sendable {
    let width: Int
    let height: Int
    /// The dimensions of the network's input.
    var shape: [Int] { [1, 3, height, width] }
  }

  /// Tiles overlap by so many pixels: a line that is looked at again is at most 28 high there, and half of the rest is
  /// what the network sees around it.
  static let overlap = 64

  /// From small to large.
  let sizes: [Size]

  /// For looks of at most so many pixels a side at the first look. Photographs of 4:3 and 3:2, upright and lying, fit
  /// closely. Closer ones for screens and strips of lines saved 1 ms a picture and took 20 to 40 MB each.
  static func longer(_ side: Int) -> Canvases {
    func multiple(_ share: Double) -> Int { max(32, Int(share * Double(side) / 32) * 32) }
    let photograph = multiple(0.74)
    return Canvases(sizes: [
      Size(width: side, height: photograph), Size(width: photograph, height: side), Size(width: side, height: side),
    ])
  }

  /// The cheapest way to show a look.
  func plan(width: Int, height: Int) -> Plan {
    let plans = sizes.map { size in
      (size, Self.count(width, size.width), Self.count(height, size.height))
    }
    guard let best = plans.min(by: { Self.cost($0) < Self.cost($1) }) else {
      fatalError("there is at least one canvas")
    }
    let columns = Self.spans(width, best.0.width, best.1)
    let rows = Self.spans(height, best.0.height, best.2)
    return Plan(
      canvas: best.0,
      tiles: rows.flatMap { row in
        columns.map { column in
          Tile(
            x: column.start, y: row.start, width: min(width, best.0.width), height: min(height, best.0.height),
            columns: column.taken, rows: row.taken)
        }
      })
  }

  /// The size of a picture at a scale or a little below it, where that costs less.
  func size(width: Int, height: Int, scale: Double) -> (width: Int, height: Int) {
    var best: (size: (width: Int, height: Int), cost: Int)?
    for step in 0...7 {
      let scale = scale * (1 - Double(step) / 100)
      let size = (width: max(1, Int(Double(width) * scale)), height: max(1, Int(Double(height) * scale)))
      let cost = plan(width: size.width, height: size.height).cost
      if cost < best?.cost ?? .max { best = (size, cost) }
    }
    return best?.size ?? (1, 1)
  }

  private static func cost(_ plan: (size: Size, across: Int, down: Int)) -> Int {
    plan.size.width * plan.size.height * plan.across * plan.down
  }

  private static func count(_ length: Int, _ canvas: Int) -> Int {
    length <= canvas ? 1 : (length - overlap + canvas - overlap - 1) / (canvas - overlap)
  }

  /// Tiles along one side, evenly; where two overlap, each gives its half.
  private static func spans(_ length: Int, _ canvas: Int, _ count: Int) -> [(start: Int, taken: Range<Int>)] {
    let starts = (0..<count).map { count == 1 ? 0 : $0 * (length - canvas) / (count - 1) }
    return starts.indices.map { index in
      let from = index == 0 ? 0 : (starts[index] + starts[index - 1] + canvas) / 2
      let to = index == count - 1 ? length : (starts[index + 1] + starts[index] + canvas) / 2
      return (starts[index], from..<to)
    }
  }
}
