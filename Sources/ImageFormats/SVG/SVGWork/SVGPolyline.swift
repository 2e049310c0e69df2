/// The outline of a shape as straight pieces, and what drawing them costs.
struct SVGPolyline {
  /// What drawing depends on, in the shape's own units.
  struct Measures {
    var box = SVGBox()
    /// How many corners markers may stand at.
    var cornerCount = 0.0
    /// How many pieces a drawer makes of it.
    var pieceCount = 0.0
    /// Sum of the pieces' lengths.
    var length = 0.0
    /// Sum of their heights: each row that a piece crosses costs.
    var height = 0.0
    /// An upper bound of the area inside.
    var area = 0.0
    /// About how often pieces cross each other.
    var crossingCount = 0.0
  }

  /// The pieces that a curve is taken for where crossings are counted.
  private static let piecesOfCurve = 6
  /// Up to here crossings cost nothing worth counting.
  private static let leastPiecesWithCrossings = 300
  /// How many cells are stepped through in search of crossings, for each piece on average and all together.
  private static let stepsOfPiece = 40.0
  private static let maximumStepCount = 4_000_000.0
  private static let maximumCellsOfSide = 512.0
  private static let directionCount = 8

  private(set) var measures = Measures()
  private var pieces: [(x: Double, y: Double, toX: Double, toY: Double)] = []
  private var start = (x: 0.0, y: 0.0)
  private var current = (x: 0.0, y: 0.0)
  private var control = (x: 0.0, y: 0.0)

  /// Reads path data (SVG 2, 9.3), up to the first fault, as drawers do.
  init(path text: [UInt8], _ range: Range<Int>) {
    var numbers = SVGNumbers(text, range)
    var command: UInt8 = 0
    while let token = numbers.next() {
      switch token {
      case .letter(let letter):
        command = letter
        if letter | 0x20 == 0x7A { close() }
      case .number(let first):
        guard draw(command, first, &numbers) else {
          finish()
          return
        }
        if command == 0x4D { command = 0x4C }
        if command == 0x6D { command = 0x6C }
      }
    }
    finish()
  }

  /// Reads a list of points.
  init(points text: [UInt8], _ range: Range<Int>, isClosed: Bool) {
    var numbers = SVGNumbers(text, range)
    var isFirst = true
    while let x = numbers.nextNumber(), let y = numbers.nextNumber() {
      if isFirst { move(x, y) } else { line(x, y) }
      isFirst = false
    }
    if isClosed { close() }
    finish()
  }

  /// One line.
  init(from: (x: Double, y: Double), to: (x: Double, y: Double)) {
    move(from.x, from.y)
    line(to.x, to.y)
    finish()
  }

  private mutating func draw(_ command: UInt8, _ first: Double, _ numbers: inout SVGNumbers) -> Bool {
    let isRelative = command & 0x20 != 0
    let (baseX, baseY) = isRelative ? (current.x, current.y) : (0, 0)
    var values = [first]
    func take(_ count: Int) -> Bool {
      while values.count < count {
        guard case .number(let number)? = numbers.next() else { return false }
        values.append(number)
      }
      return true
    }
    switch command & 0xDF {
    case 0x4D:
      guard take(2) else { return false }
      move(baseX + values[0], baseY + values[1])
    case 0x4C, 0x54:
      guard take(2) else { return false }
      if command & 0xDF == 0x54 {
        control = (2 * current.x - control.x, 2 * current.y - control.y)
        curve(control, control, (baseX + values[0], baseY + values[1]))
      } else {
        line(baseX + values[0], baseY + values[1])
      }
    case 0x48: line(baseX + values[0], current.y)
    case 0x56: line(current.x, baseY + values[0])
    case 0x43:
      guard take(6) else { return false }
      curve(
        (baseX + values[0], baseY + values[1]), (baseX + values[2], baseY + values[3]),
        (baseX + values[4], baseY + values[5]))
    case 0x53, 0x51:
      guard take(4) else { return false }
      let given = (x: baseX + values[0], y: baseY + values[1])
      let reflected = (2 * current.x - control.x, 2 * current.y - control.y)
      curve(command & 0xDF == 0x53 ? reflected : given, given, (baseX + values[2], baseY + values[3]))
    case 0x41:
      guard take(3), let isLarge = numbers.nextFlag(), let isClockwise = numbers.nextFlag(), take(5) else {
        return false
      }
      arc(
        max(abs(values[0]), abs(values[1])), isLarge: isLarge, isClockwise: isClockwise,
        isRound: abs(values[0]) == abs(values[1]), (baseX + values[3], baseY + values[4]))
    default: return false
    }
    return true
  }

  private mutating func move(_ x: Double, _ y: Double) {
    (start, current, control) = ((x, y), (x, y), (x, y))
    measures.box.add(x, y)
    measures.cornerCount += 1
    measures.pieceCount += 1
  }

  private mutating func line(_ x: Double, _ y: Double) {
    piece(x, y)
    measures.cornerCount += 1
    control = (x, y)
  }

  private mutating func close() {
    piece(start.x, start.y)
    measures.cornerCount += 1
    control = start
  }

  private mutating func curve(
    _ first: (x: Double, y: Double), _ second: (x: Double, y: Double), _ end: (x: Double, y: Double)
  ) {
    measures.box.add(first.x, first.y)
    measures.box.add(second.x, second.y)
    let from = current
    for step in 1...Self.piecesOfCurve {
      let t = Double(step) / Double(Self.piecesOfCurve)
      let (u, v, w, z) = ((1 - t) * (1 - t) * (1 - t), 3 * t * (1 - t) * (1 - t), 3 * t * t * (1 - t), t * t * t)
      piece(
        u * from.x + v * first.x + w * second.x + z * end.x, u * from.y + v * first.y + w * second.y + z * end.y)
    }
    measures.cornerCount += 1
    control = second
  }

  /// An arc of a circle; of an ellipse, that of the circle around it.
  private mutating func arc(
    _ radius: Double, isLarge: Bool, isClockwise: Bool, isRound: Bool, _ end: (x: Double, y: Double)
  ) {
    let (dx, dy) = (end.x - current.x, end.y - current.y)
    let chord = (dx * dx + dy * dy).squareRoot()
    guard chord > 0, radius > 0, radius.isFinite else { return line(end.x, end.y) }
    let radius = max(radius, chord / 2)
    let rise = (radius * radius - chord * chord / 4).squareRoot()
    let side = isClockwise ? 1.0 : -1.0
    let normal = (x: side * dy / chord, y: -side * dx / chord)
    let middle = (x: current.x + dx / 2, y: current.y + dy / 2)
    let center = isLarge ? rise : -rise
    let reach = isRound ? radius : 2 * radius
    measures.box.add(middle.x + normal.x * center - reach, middle.y + normal.y * center - reach)
    measures.box.add(middle.x + normal.x * center + reach, middle.y + normal.y * center + reach)
    let top = isLarge ? radius + rise : radius - rise
    measures.pieceCount += Double(Self.piecesOfCurve)
    piece(middle.x + normal.x * top, middle.y + normal.y * top)
    line(end.x, end.y)
  }

  private mutating func piece(_ x: Double, _ y: Double) {
    let (dx, dy) = (x - current.x, y - current.y)
    measures.box.add(x, y)
    measures.pieceCount += 1
    measures.length += (dx * dx + dy * dy).squareRoot()
    measures.height += abs(dy)
    // The triangles from the start to each piece cover what is inside.
    measures.area += abs((current.x - start.x) * (y - start.y) - (x - start.x) * (current.y - start.y)) / 2
    pieces.append((current.x, current.y, x, y))
    current = (x, y)
  }

  private mutating func finish() {
    if measures.length.isNaN || measures.area.isNaN || measures.height.isNaN {
      measures.length = .infinity
      measures.box = .everything
      (measures.area, measures.height) = (.infinity, .infinity)
    }
    measures.area = min(measures.area, measures.box.area)
    measures.crossingCount = crossings()
    pieces = []
  }

  /// Pairs of pieces that go through the same cell of a grid: those that run in about the same direction count for an
  /// eighth, and a line that bends within a cell does not meet itself there.
  private func crossings() -> Double {
    guard pieces.count >= Self.leastPiecesWithCrossings else { return 0 }
    let box = measures.box
    let side = max(box.right - box.left, box.bottom - box.top)
    let count = Double(pieces.count)
    guard side.isFinite, measures.length.isFinite else { return count * count / 2 }
    guard side > 0 else { return 0 }
    let room = min(Self.maximumStepCount, Self.stepsOfPiece * count)
    let finest = min(Self.maximumCellsOfSide, 8 * count.squareRoot())
    let cells = max(1, min(finest, side / max(measures.length, side) * room).rounded(.down))
    let scale = cells / side
    let columns = Int(cells) + 1
    var counts = [Int32](repeating: 0, count: columns * columns * (Self.directionCount + 1))
    var pairs = 0.0
    var (lastCell, stay) = (-1, 0.0)
    for piece in pieces {
      let (dx, dy) = ((piece.toX - piece.x) * scale, (piece.toY - piece.y) * scale)
      let steps = max(1, Int(max(abs(dx), abs(dy)).rounded(.up)))
      let (x, y) = ((piece.x - box.left) * scale, (piece.y - box.top) * scale)
      let length = (dx * dx + dy * dy).squareRoot() / Double(steps)
      let direction = Self.direction(dx, dy)
      for step in 0..<steps {
        let part = (Double(step) + 0.5) / Double(steps)
        let column = min(columns - 1, max(0, Int(x + dx * part)))
        let row = min(columns - 1, max(0, Int(y + dy * part)))
        let cell = (row * columns + column) * (Self.directionCount + 1)
        stay = cell == lastCell ? stay + length : 0
        // Longer than across the cell and back: it does meet itself.
        if cell == lastCell, stay < 2 { continue }
        lastCell = cell
        let (all, alike) = (Double(counts[cell]), Double(counts[cell + 1 + direction]))
        pairs += all - alike * 0.875
        counts[cell] += 1
        counts[cell + 1 + direction] += 1
      }
    }
    return pairs
  }

  /// One of eight directions, forth and back alike.
  private static func direction(_ dx: Double, _ dy: Double) -> Int {
    let (x, y) = dy < 0 ? (-dx, -dy) : (dx, dy)
    let isSteep = y > abs(x)
    let slope = isSteep ? abs(x) / max(y, .leastNormalMagnitude) : y / max(abs(x), .leastNormalMagnitude)
    return (x < 0 ? 4 : 0) + (isSteep ? 2 : 0) + (slope > 0.4142 ? 1 : 0)
  }
}
