/// Lines from top to bottom, and from left to right where they stand side by side.
enum ReadingOrder {
  /// Boxes whose top left corners follow each other by less than this, in pixels, stand on one line.
  static let sameLineDistance = 10.0

  /// Sorts as rapidocr 3.10.0 does: by the top left corner's height, then, within a chain of boxes that are less than
  /// 10 pixels apart in height, by its left side. Right-to-left scripts and columns are not looked for.
  static func sorted(_ boxes: [Quadrilateral]) -> [Quadrilateral] {
    let byHeight = boxes.enumerated().sorted {
      ($0.element.topLeft.y, $0.offset) < ($1.element.topLeft.y, $1.offset)
    }.map(\.element)
    var line = 0
    var numbered: [(line: Int, position: Int, box: Quadrilateral)] = []
    for (position, box) in byHeight.enumerated() {
      if position > 0, box.topLeft.y - byHeight[position - 1].topLeft.y >= sameLineDistance { line += 1 }
      numbered.append((line, position, box))
    }
    return numbered.sorted {
      ($0.line, $0.box.topLeft.x, $0.position) < ($1.line, $1.box.topLeft.x, $1.position)
    }.map(\.box)
  }
}
