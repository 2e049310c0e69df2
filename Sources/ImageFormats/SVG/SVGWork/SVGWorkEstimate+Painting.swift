import ModerationCore

extension SVGWorkEstimate {
  /// An outline's pieces (100,000 of small triangles: 0.2 s), each row that one crosses (5,000 pieces by 1,000 rows:
  /// 0.28 s), each place where two cross (10,000 pieces across one another: 10 s).
  private static let nanosecondsOfPiece = 2_000.0
  private static let nanosecondsOfRow = 55.0
  private static let nanosecondsOfCrossing = 800.0
  private static let nanosecondsOfDash = 600.0
  /// Painting a pixel (500 × 16 megapixels: 2.0 s, with alpha 2.9 s), in a gradient (200 megapixels: 2.2 s), and in a
  /// pattern.
  private static let nanosecondsOfPixel = 0.4
  private static let nanosecondsOfGradientPixel = 11.0
  private static let nanosecondsOfPatternPixel = 5.0
  /// One stop of a gradient each time that it is used (200 × 5,000 stops: 1.4 s).
  private static let nanosecondsOfStop = 1_300.0
  /// A surface as large as the picture, for each of its pixels (100: 0.1 s), and one that is held while there is
  /// another (200 nested: 0.9 s). A mask takes more (100: 0.5 s), and so does blending (100: 0.8 s).
  private static let nanosecondsOfLayerPixel = 1.3
  private static let nanosecondsOfNestedLayerPixel = 4.5
  private static let layersOfMask = 4.0
  private static let layersOfBlending = 6.0

  /// What a basic shape or path draws.
  mutating func shape(
    _ element: Int, _ kind: SVGElementKind, _ place: Place
  ) throws(InputRejection) -> Drawn {
    let document = document
    let canvas = canvas
    let measures = measures(of: element) { Self.measures(of: element, kind, in: document, canvas: canvas) }
    let strokeIsSet = !document.values(.stroke, of: element, isUsed: place.isUsed).isEmpty
    let times = strokeIsSet ? 3.0 : 1.0
    let rows = min(
      Self.times(measures.height, place.areaFactor.squareRoot()), measures.pieceCount * canvas.squareRoot() * 2)
    var work = SVGWork()
    work.outlines =
      times
      * (measures.pieceCount * Self.nanosecondsOfPiece + rows * Self.nanosecondsOfRow
        + measures.crossingCount * Self.nanosecondsOfCrossing)
    if strokeIsSet { work.outlines += dashes(of: element, length: measures.length, place) * Self.nanosecondsOfDash }
    work += try paint(of: element, measures.box, area: measures.area, length: measures.length, place)
    if kind.hasCorners { work += try markers(of: element, cornerCount: measures.cornerCount, place) }
    return (work, measures.box)
  }

  private static func measures(
    of element: Int, _ kind: SVGElementKind, in document: SVGStyledDocument, canvas: Double
  ) -> SVGPolyline.Measures {
    var measures = SVGPolyline.Measures()
    switch kind {
    case .path:
      if let data = document.outline.value(.d, of: element) {
        return SVGPolyline(path: document.outline.text, data).measures
      }
    case .polyline, .polygon:
      if let points = document.outline.value(.points, of: element) {
        return SVGPolyline(points: document.outline.text, points, isClosed: kind == .polygon).measures
      }
    case .line:
      guard let from = document.point(.x1, .y1, of: element), let to = document.point(.x2, .y2, of: element) else {
        measures.box = .everything
        measures.length = canvas.squareRoot() * 2
        return measures
      }
      return SVGPolyline(from: from, to: to).measures
    case .rect:
      let sides = [SVGAttribute.width, .height].compactMap { document.outline.value($0, of: element) }
      // Without a side nothing is drawn.
      if sides.count == 2 || document.hasStyledGeometry(element) { measures.box = document.rectangle(of: element) }
    default:
      let radii = [.r, .rx, .ry].compactMap { document.optionalLength($0, of: element) }
      guard !document.hasStyledGeometry(element), let center = document.point(.cx, .cy, of: element), radii.count == 3,
        let radius = radii.max()
      else {
        measures.box = .everything
        break
      }
      measures.box = SVGBox(
        left: center.x - radius, top: center.y - radius, right: center.x + radius, bottom: center.y + radius)
    }
    measures.pieceCount = 1
    if kind != .rect, !measures.box.isEmpty { measures.height = 2 * (measures.box.bottom - measures.box.top) }
    measures.area = measures.box.area
    measures.length = measures.box.isEmpty ? 0 : 2 * (measures.box.right - measures.box.left)
    measures.length += measures.box.isEmpty ? 0 : 2 * (measures.box.bottom - measures.box.top)
    return measures
  }

  /// How many dashes an outline gets.
  private mutating func dashes(of element: Int, length: Double, _ place: Place) -> Double {
    let values = document.values(.strokeDasharray, of: element, isUsed: place.isUsed)
    return Self.times(length, values.map { value($0).dashesOfUnit }.max() ?? 0)
  }

  /// Filling and stroking: the pixels, and what gradients and patterns take.
  mutating func paint(
    of element: Int, _ box: SVGBox, area: Double, length: Double, _ place: Place
  ) throws(InputRejection) -> SVGWork {
    var work = SVGWork()
    let filled = pixels(area: area, place)
    work.paint = filled * Self.nanosecondsOfPixel
    let fills = document.values(.fill, of: element, isUsed: place.isUsed)
    let strokes = document.values(.stroke, of: element, isUsed: place.isUsed)
    work += try servers(fills, painting: box.isEmpty ? 0 : max(filled, pixels(box, place)), place)
    guard !strokes.isEmpty else { return work }
    let widths = document.values(.strokeWidth, of: element, isUsed: place.isUsed)
    let width = widths.map { document.length($0).map(abs) ?? .infinity }.max() ?? 1
    let stroked = pixels(area: Self.times(length, width), place)
    work.paint += stroked * Self.nanosecondsOfPixel
    return work + (try servers(strokes, painting: max(stroked, pixels(box, place)), place))
  }

  /// The costliest of the paint servers that a property may name.
  private mutating func servers(
    _ values: [Range<Int>], painting pixels: Double, _ place: Place
  ) throws(InputRejection) -> SVGWork {
    var worst = SVGWork()
    for range in values {
      try step()
      let value = value(range)
      let targets = value.isContextPaint ? Array(document.paintServers) : value.targets
      for target in targets {
        try step()
        let work = try server(target, painting: pixels, place)
        if work.milliseconds > worst.milliseconds || work.elementCount > worst.elementCount { worst = work }
      }
    }
    return worst
  }

  private mutating func server(
    _ element: Int, painting pixels: Double, _ place: Place
  ) throws(InputRejection) -> SVGWork {
    var work = SVGWork()
    switch document.outline.elements[element].kind {
    case .linearGradient, .radialGradient:
      let stops = Double(try content(behind: element) { $0 == .stop }.count)
      work.paint = stops * Self.nanosecondsOfStop + stops * stops / 10 + pixels * Self.nanosecondsOfGradientPixel
    case .pattern:
      work.paint = pixels * Self.nanosecondsOfPatternPixel
      for holder in try content(behind: element, { $0.isDrawn }) {
        work += try refer(to: holder, inside(place)) { estimate, place throws(InputRejection) in
          try estimate.children(of: holder, place)
        }.work
        break
      }
    default: break
    }
    return work
  }

  /// Those children of a gradient or pattern that count, or of the first that it refers to and that has some. For a
  /// pattern it is told whose children they are.
  private mutating func content(
    behind element: Int, _ counts: (SVGElementKind) -> Bool
  ) throws(InputRejection) -> [Int] {
    if let known = contents[element] { return known }
    var next: Int? = element
    var seen: Set<Int> = []
    while let holder = next, seen.insert(holder).inserted {
      try step()
      var found: [Int] = []
      var child = document.outline.elements[holder].firstChild
      while child >= 0 {
        if counts(document.outline.elements[child].kind) { found.append(child) }
        child = document.outline.elements[child].nextSibling
      }
      if !found.isEmpty {
        let content = document.outline.elements[holder].kind == .pattern ? [holder] : found
        contents[element] = content
        return content
      }
      next = document.references(.href, of: holder).first
    }
    contents[element] = []
    return []
  }

  private mutating func markers(
    of element: Int, cornerCount: Double, _ place: Place
  ) throws(InputRejection) -> SVGWork {
    var work = SVGWork()
    let counts: [(SVGAttribute, Double)] = [(.markerStart, 1), (.markerMid, cornerCount), (.markerEnd, 1)]
    for (property, count) in counts {
      var worst = SVGWork()
      for range in document.values(property, of: element, isUsed: place.isUsed) {
        try step()
        for target in value(range).targets where document.outline.elements[target].kind == .marker {
          let one = try marker(target, on: element, place)
          if one.milliseconds > worst.milliseconds || one.elementCount > worst.elementCount { worst = one }
        }
      }
      work += count * worst
    }
    return work
  }

  private mutating func marker(
    _ element: Int, on shape: Int, _ outer: Place
  ) throws(InputRejection) -> SVGWork {
    var place = inside(outer)
    let widths = document.values(.strokeWidth, of: shape, isUsed: outer.isUsed)
    let width = widths.map { document.length($0).map(abs) ?? .infinity }.max() ?? 1
    if document.outline.value(.markerUnits, of: element) == nil {
      place.areaFactor = Self.times(place.areaFactor, width * width)
    }
    let viewBox = document.numbers(.viewBox, of: element, atMost: 4)
    if viewBox.count == 4, viewBox[2] > 0, viewBox[3] > 0 {
      let sides = [SVGAttribute.markerWidth, .markerHeight].map {
        document.outline.value($0, of: element) == nil ? 3 : document.length($0, of: element) ?? .infinity
      }
      let factor = max(sides[0] / viewBox[2], sides[1] / viewBox[3])
      place.areaFactor = Self.times(place.areaFactor, factor * factor)
    }
    var work = try refer(to: element, place) { estimate, place throws(InputRejection) in
      try estimate.children(of: element, place)
    }.work
    work.elementCount += 1
    return work
  }

  /// Opacity, blending, masks, clips and filters of an element.
  mutating func effects(
    of element: Int, _ box: SVGBox, _ place: Place
  ) throws(InputRejection) -> SVGWork {
    var work = SVGWork()
    var layerCount = 0.0
    for (property, count) in [(SVGAttribute.opacity, 1.0), (.mixBlendMode, Self.layersOfBlending)] {
      let values = document.values(property, of: element, isUsed: place.isUsed)
      if values.contains(where: { !isPlain($0) }) { layerCount = count }
    }
    for property in [SVGAttribute.mask, .clipPath] {
      var worst = SVGWork()
      for range in document.values(property, of: element, isUsed: place.isUsed) {
        try step()
        for target in value(range).targets {
          let kind = document.outline.elements[target].kind
          guard kind == .mask || kind == .clipPath else { continue }
          if kind == .mask { layerCount = max(layerCount, Self.layersOfMask) }
          let one = try refer(to: target, inside(place)) { estimate, place throws(InputRejection) in
            var drawn = try estimate.children(of: target, place)
            drawn.work += try estimate.effects(of: target, .everything, place)
            return drawn
          }.work
          if one.milliseconds > worst.milliseconds || one.elementCount > worst.elementCount { worst = one }
        }
      }
      work += worst
    }
    let filters = try filters(of: element, box, place)
    if let filters {
      layerCount = max(layerCount, 1)
      work += filters
    }
    let nanoseconds = place.isLayered ? Self.nanosecondsOfNestedLayerPixel : Self.nanosecondsOfLayerPixel
    work.layers += layerCount * canvas * nanoseconds
    return work
  }

  /// Whether an element may be drawn on a surface of its own.
  func hasLayer(_ element: Int, _ place: Place) -> Bool {
    for property in [SVGAttribute.opacity, .mixBlendMode, .mask, .filter] {
      let values = document.values(property, of: element, isUsed: place.isUsed)
      if values.contains(where: { !isPlain($0) }) { return true }
    }
    return false
  }

  /// The place of what is in a pattern, marker, mask or clip: it takes properties from what is around it there.
  private func inside(_ outer: Place) -> Place {
    var place = outer
    place.isUsed = false
    return place
  }

  private func isPlain(_ value: Range<Int>) -> Bool {
    guard value.count < 64 else { return false }
    let text = String(decoding: document.outline.text[value].filter { !SVGOutline.isSpace($0) }, as: UTF8.self)
    return ["1", "1.0", "100%", "normal", "auto", "none", ""].contains(text)
  }
}
