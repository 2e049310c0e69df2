import ModerationCore

/// The lines below the picture: what concerns all of it, then the captions of numbered boxes in columns, then how much
/// was left out.
struct Strip {
  struct Line {
    let text: String
    let severity: Suggestion
  }

  let metrics: AnnotationMetrics
  var lines: [Line] = []
  var numbered: [Line] = []
  /// How many annotations are not drawn at all.
  var omitted = 0

  init(metrics: AnnotationMetrics) { self.metrics = metrics }

  private var columns: Int { max(1, metrics.canvasWidth / metrics.columnWidth) }
  private var rows: Int { (numbered.count + columns - 1) / columns }
  private var lineCount: Int { lines.count + rows + (omitted > 0 ? 1 : 0) }

  /// In pixels; 0 when there is nothing to say.
  var height: Int { lineCount > 0 ? lineCount * metrics.lineHeight + 2 * margin : 0 }

  private var margin: Int { 2 * metrics.padding }

  func draw(on canvas: borrowing Canvas) throws(HostFailure) {
    let top = metrics.pictureRoom + margin
    var row = 0
    func area(_ row: Int, _ column: Int, of columns: Int) -> PixelArea {
      let width = metrics.canvasWidth / columns
      return PixelArea(
        left: column * width, top: top + row * metrics.lineHeight, width: width, height: metrics.lineHeight)
    }
    for line in lines {
      try draw(line.text, mark: .of(line.severity), in: area(row, 0, of: 1), on: canvas)
      row += 1
    }
    for (index, line) in numbered.enumerated() {
      let place = area(row + index % max(1, rows), index / max(1, rows), of: columns)
      try draw("\(index + 1)  \(line.text)", mark: .of(line.severity), in: place, on: canvas)
    }
    if omitted > 0 {
      try draw(
        "and \(omitted) more that are not drawn", mark: .white, in: area(row + rows, 0, of: 1), on: canvas)
    }
  }

  private func draw(
    _ text: String, mark: Colour, in area: PixelArea, on canvas: borrowing Canvas
  ) throws(HostFailure) {
    let side = metrics.type * 3 / 5
    let square = PixelArea(
      left: area.left + margin, top: area.top + (area.height - side) / 2, width: side, height: side)
    try canvas.fill(square, mark)
    let start = square.right + margin
    let room = PixelArea(left: start, top: area.top, width: area.right - start - margin, height: area.height)
    guard let lettering = Lettering(text, pixels: metrics.type, maximumWidth: room.width) else { return }
    try canvas.write(lettering, in: room, .white)
  }
}
