import ModerationCore

extension SVGWorkEstimate {
  /// A filter takes surfaces as large as the picture, for itself and for each of its steps, of which only a part is
  /// computed (100 small filters: 0.4 s; 400 steps: 0.2 s).
  private static let nanosecondsOfFilterPixel = 2.2
  private static let nanosecondsOfStepPixel = 0.5

  /// The costliest of the values that `filter` may have; nil when there is no filter. A value is a list, of which each
  /// is done.
  mutating func filters(of element: Int, _ box: SVGBox, _ place: Place) throws(InputRejection) -> SVGWork? {
    var worst: SVGWork?
    for range in document.values(.filter, of: element, isUsed: place.isUsed) {
      try step()
      let value = value(range)
      var work = SVGWork()
      var isFilter = false
      for target in value.targets where document.outline.elements[target].kind == .filter {
        isFilter = true
        work += try filter(target, box, place)
      }
      // Functions: blur(), drop-shadow() and plain ones.
      let functionCount = value.functionCount - value.targets.count
      if functionCount > 0 {
        isFilter = true
        work.filters += Double(functionCount) * canvas * (Self.nanosecondsOfFilterPixel + Self.blur)
      }
      if isFilter, worst == nil || work.milliseconds > worst?.milliseconds ?? 0 { worst = work }
    }
    return worst
  }

  private mutating func filter(_ element: Int, _ box: SVGBox, _ place: Place) throws(InputRejection) -> SVGWork {
    var work = SVGWork()
    let region = pixels(area: regionArea(of: element, around: box), place)
    work.filters = canvas * Self.nanosecondsOfFilterPixel
    var child = document.outline.elements[element].firstChild
    while child >= 0 {
      try step()
      work += try primitive(child, region: region, place)
      child = document.outline.elements[child].nextSibling
    }
    return work
  }

  /// The area that a filter works on: a tenth more than the box on each side, or what it says.
  private func regionArea(of element: Int, around box: SVGBox) -> Double {
    let sides = [SVGAttribute.width, .height].map { side -> Double? in
      guard let value = document.outline.value(side, of: element) else { return nil }
      var numbers = SVGNumbers(document.outline.text, value.prefix(SVGLength.maximumByteCount))
      guard let number = numbers.nextNumber() else { return .infinity }
      return abs(document.outline.text[value].contains(0x25) ? number / 100 : number)
    }
    let isInUserSpace = document.outline.value(.filterUnits, of: element) != nil
    if isInUserSpace {
      guard let width = document.length(.width, of: element), let height = document.length(.height, of: element) else {
        return .infinity
      }
      // What the units are called is not looked at: the larger of both meanings.
      return max(Self.times(abs(width), abs(height)), Self.times(box.area, (sides[0] ?? 1.2) * (sides[1] ?? 1.2)))
    }
    return Self.times(box.area, (sides[0] ?? 1.2) * (sides[1] ?? 1.2))
  }

  /// Nanoseconds for a pixel of each step of a filter, from ten of each on a megapixel.
  private static let blur = 170.0
  /// A blur this wide, in pixels, is done in three passes of boxes, and a smaller one with a kernel.
  private static let leastBoxBlur = 2.0
  private static let boxBlur = 95.0
  private static let plain: [ArraySlice<UInt8>: Double] = Dictionary(
    uniqueKeysWithValues: [
      ("feBlend", 15), ("feColorMatrix", 20), ("feComposite", 30), ("feComponentTransfer", 25), ("feFlood", 3),
      ("feOffset", 5), ("feTile", 5), ("feDisplacementMap", 600), ("feDiffuseLighting", 30), ("feSpecularLighting", 50),
      ("feDropShadow", 200), ("feMerge", 2), ("feImage", 5),
    ].map { (ArraySlice(Array($0.0.utf8)), $0.1) })

  private mutating func primitive(
    _ element: Int, region: Double, _ place: Place
  ) throws(InputRejection) -> SVGWork {
    var work = SVGWork()
    let name = document.outline.text[document.outline.elements[element].name]
    work.filters = canvas * Self.nanosecondsOfStepPixel
    switch String(decoding: name, as: UTF8.self) {
    case "feTurbulence":
      let octaves = document.numbers(.numOctaves, of: element, atMost: 1).first ?? 1
      work.turbulence = region * (150 + 80 * max(1, octaves))
    case "feGaussianBlur":
      let deviation = document.numbers(.stdDeviation, of: element, atMost: 2).map(abs).min() ?? 0
      let isWide = Self.times(deviation, place.areaFactor.squareRoot()) >= 2 * Self.leastBoxBlur
      work.filters += region * (isWide ? Self.boxBlur : Self.blur)
    case "feMorphology":
      let radius = document.numbers(.radius, of: element, atMost: 2).map(abs).max() ?? 0
      let side = 2 * Self.times(radius, place.areaFactor.squareRoot()) + 1
      work.filters += region * min(7 * side * side, 3_000)
    case "feConvolveMatrix":
      let order = document.numbers(.order, of: element, atMost: 2)
      let size = order.isEmpty ? 9 : abs(order[0]) * abs(order.last ?? 3)
      work.filters += region * 8 * max(1, size)
    case "feMerge":
      var child = document.outline.elements[element].firstChild
      while child >= 0 {
        try step()
        work.filters += region * 5
        child = document.outline.elements[child].nextSibling
      }
    case "feImage":
      work.filters += region * 5 + canvas * 2
      for target in document.references(.href, of: element) {
        work += try refer(to: target, Place(areaFactor: place.areaFactor, isUsed: false)) {
          estimate, place throws(InputRejection) in try estimate.draw(target, place)
        }.work
      }
    default: work.filters += region * (Self.plain[name] ?? 0)
    }
    return work
  }
}
