import ModerationCore

/// What is drawn on one picture and where: planned first, because the strip's height decides the canvas.
struct Drawing {
  /// Text on a dark plate beside a box.
  private struct Plate {
    let area: PixelArea
    let text: String
    let severity: Suggestion
  }

  private struct Box {
    let frame: PixelArea
    let severity: Suggestion
  }

  let metrics: AnnotationMetrics
  var strip: Strip
  private var boxes: [Box] = []
  private var plates: [Plate] = []

  init(metrics: AnnotationMetrics) {
    self.metrics = metrics
    strip = Strip(metrics: metrics)
  }

  /// Plans annotations, the most important first; their boxes are in pixels of the picture before it is enlarged.
  mutating func plan(_ annotations: some Sequence<Annotation>) {
    var captions: [String?] = []
    for annotation in annotations {
      if let box = annotation.box.flatMap({ PixelArea($0, within: metrics.picture, zoom: metrics.zoom) }) {
        boxes.append(Box(frame: framed(box), severity: annotation.severity))
        captions.append(annotation.line)
      } else if let line = annotation.line {
        strip.lines.append(Strip.Line(text: line, severity: annotation.severity))
      }
    }
    var placer = LabelPlacer(picture: metrics.picture, boxes: boxes.map(\.frame))
    for (index, caption) in captions.enumerated() {
      if let caption { place(caption, at: index, &placer) }
    }
  }

  /// The box with its lines, drawn around it where the picture has room.
  private func framed(_ box: PixelArea) -> PixelArea {
    let smallest = 3 * metrics.frame
    let missing = max(0, smallest - min(box.width, box.height) - 2 * metrics.frame)
    return box.grown(by: metrics.frame + (missing + 1) / 2).intersection(PixelArea(metrics.picture))
  }

  private mutating func place(_ caption: String, at index: Int, _ placer: inout LabelPlacer) {
    let severity = boxes[index].severity
    guard let width = plateWidth(caption) else { return }
    if let area = placer.captionPlace(width: width, height: metrics.plateHeight, box: index) {
      plates.append(Plate(area: area, text: caption, severity: severity))
      return
    }
    strip.numbered.append(Strip.Line(text: caption, severity: severity))
    let number = "\(strip.numbered.count)"
    guard let width = plateWidth(number) else { return }
    let area = placer.numberPlace(width: width, height: metrics.plateHeight, box: index)
    plates.append(Plate(area: area, text: number, severity: severity))
  }

  private func plateWidth(_ text: String) -> Int? {
    guard let lettering = Lettering(text, pixels: metrics.type, maximumWidth: metrics.maximumCaptionWidth) else {
      return nil
    }
    return lettering.width + 4 * metrics.padding
  }

  /// Draws everything, the most important last and therefore on top.
  func draw(on canvas: borrowing Canvas) throws(HostFailure) {
    for box in boxes.reversed() {
      var line = box.frame
      let lines = [
        (metrics.contrast, Colour.black), (metrics.stroke, .of(box.severity)), (metrics.contrast, .white),
      ]
      for (thickness, colour) in lines {
        try canvas.frame(line, thickness: thickness, colour)
        line = line.grown(by: -thickness)
      }
    }
    for plate in plates.reversed() {
      try canvas.fill(plate.area, .of(plate.severity))
      try canvas.fill(plate.area.grown(by: -metrics.plateBorder), .plate)
      guard
        let lettering = Lettering(plate.text, pixels: metrics.type, maximumWidth: metrics.maximumCaptionWidth)
      else { continue }
      let room = PixelArea(
        left: plate.area.left + 2 * metrics.padding, top: plate.area.top + metrics.padding,
        width: plate.area.width - 3 * metrics.padding, height: metrics.lineHeight)
      try canvas.write(lettering, in: room, .white)
    }
    try strip.draw(on: canvas)
  }
}
