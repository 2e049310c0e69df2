import ModerationCore

/// Lines from top to bottom, and from left to right where they stand side by side.
enum ReadingOrder {
  /// Boxes whose top left corners follow each other by less than this, in pixels, stand on one line.
  static let sameLineDistance = 10.0

  /// Sorts as rapidocr 3.10.0 does: by the top left corner's height, then, within a chain of boxes that are less than
  /// 10 pixels apart in height, by its left side. Right-to-left scripts and columns are not looked for.
  static func sorted<Item>(_ items: [Item], by box: (Item) -> Quadrilateral) -> [Item] {
    let byHeight = items.map { (item: $0, corner: box($0).topLeft) }.enumerated().sorted {
      ($0.element.corner.y, $0.offset) < ($1.element.corner.y, $1.offset)
    }.map(\.element)
    var line = 0
    var numbered: [(line: Int, position: Int, x: Double, item: Item)] = []
    for (position, next) in byHeight.enumerated() {
      if position > 0, next.corner.y - byHeight[position - 1].corner.y >= sameLineDistance { line += 1 }
      numbered.append((line, position, next.corner.x, next.item))
    }
    return numbered.sorted { ($0.line, $0.x, $0.position) < ($1.line, $1.x, $1.position) }.map(\.item)
  }
}
