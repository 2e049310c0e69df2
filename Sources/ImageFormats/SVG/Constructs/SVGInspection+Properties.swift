import ModerationCore

extension SVGInspection {
  /// A property that a style sheet sets and whose effect depends on the element.
  struct SheetProperty: Hashable {
    let keys: Set<SVGElementIndex.Key>
    let name: String
    let value: [UInt8]
  }

  /// Reads a property of a style, or of a presentation attribute.
  ///
  /// - Parameter context: The element; nil in a style sheet, whose rules may mean any of `sheetKeys`.
  mutating func read(
    property name: String, _ value: ArraySlice<UInt8>, of context: SVGElementContext?, isStyle: Bool
  ) {
    let value = SVGValueForm.trimmed(value)
    if SVGElementFaults.textLayout.contains(name), !value.elementsEqual("normal".utf8) { laysTextOut = true }
    if let form = SVGPropertyForms.drawn[name] {
      if value.isEmpty, !isStyle { return }
      readDrawn(name, value, form, context, isStyle: isStyle)
    } else if name == "transform" {
      // A presentation attribute is read as the attribute that it is.
      guard isStyle else { return }
      fault("style transform", value)
    } else if let form = SVGPropertyForms.decorating[name] {
      guard isStyle || name == "word-spacing", !form(String(decoding: value.prefix(512), as: UTF8.self).lowercased())
      else { return }
      fault(name, value)
    } else {
      readUndrawn(name, value, context, isStyle: isStyle)
    }
  }

  private mutating func readDrawn(
    _ name: String, _ value: ArraySlice<UInt8>, _ form: SVGValueForm, _ context: SVGElementContext?, isStyle: Bool
  ) {
    if name == "stroke-dasharray", !value.elementsEqual("none".utf8) { hasDashes = true }
    let lowered = value.count <= 64 ? Array(String(decoding: value, as: UTF8.self).lowercased().utf8) : Array(value)
    let target = SVGColorForm.target(value)
    if let target { refer(to: target) }
    if lowered.elementsEqual("inherit".utf8) {
      if name == "display" || (isStyle && Self.geometry.contains(name)) { fault(name, value) }
      return
    }
    let isWord = if case .words = form { true } else { false }
    if !form.accepts(isWord ? lowered[...] : value) { return faultOrReference(name, value) }
    guard let context else {
      if name == "overflow" { effects.setsOverflow = true }
      if Self.isOfElements(name) {
        sheetProperties.insert(SheetProperty(keys: sheetKeys, name: name, value: lowered))
      }
      return
    }
    check(name, lowered[...], of: context, isStyle: isStyle)
    if name == "fill" || name == "stroke" { open[open.count - 1].note(paint: name, value) }
  }

  /// Checks what a value means for one kind of element.
  private mutating func check(
    _ name: String, _ value: ArraySlice<UInt8>, of context: SVGElementContext, isStyle: Bool
  ) {
    if context.isFault(name, value) { fault("\(name) of \(context.name)", value) }
    if isStyle, name == "overflow", context.name == "symbol" { fault("style overflow of symbol", value) }
    if isStyle, context.has(name), !context.takesGeometryFromStyle(name, value) {
      fault("style \(name) of \(context.name)", value)
    }
    let isNone = value.elementsEqual("none".utf8)
    if context.name == "use", ["clip-path", "mask", "filter"].contains(name), !isNone { effects.hasUse = true }
    if name.hasPrefix("marker"), !isNone, !SVGElementNames.shapes.contains(context.name) { hasInheritedMarkers = true }
  }

  static let geometry: Set<String> = ["x", "y", "width", "height", "cx", "cy", "r", "rx", "ry"]

  private static func isOfElements(_ name: String) -> Bool {
    geometry.contains(name) || name.hasPrefix("marker")
      || [
        "clip-path", "mask", "filter", "opacity", "mix-blend-mode", "display", "overflow", "fill", "stroke",
      ].contains(name)
  }

  private mutating func readUndrawn(
    _ name: String, _ value: ArraySlice<UInt8>, _ context: SVGElementContext?, isStyle: Bool
  ) {
    let plain = SVGPropertyForms.withoutPrefix(name)
    let isDrawnWithoutPrefix = plain != name && (SVGPropertyForms.drawn[plain] != nil || plain == "transform")
    let isOfRoot = isStyle && SVGPropertyForms.undrawnOfRoot.contains(plain)
    let isUndrawn = SVGPropertyForms.undrawn.contains(plain) || plain.hasPrefix("animation-") || isDrawnWithoutPrefix
    let isKnown = isUndrawn && (isStyle || ["transform-origin", "vector-effect", "color-interpolation"].contains(name))
    guard isKnown || isOfRoot, !["animation-duration", "animation-delay"].contains(plain) else { return }
    var isNothing = SVGPropertyForms.isNothing(String(decoding: value.prefix(160), as: UTF8.self))
    // Nothing at all is something for these.
    if plain == "opacity" { isNothing = value.elementsEqual("1".utf8) || value.elementsEqual("100%".utf8) }
    if plain == "d" { isNothing = false }
    guard !isNothing || name == "all" else { return }
    if !isKnown {
      guard let context else {
        sheetProperties.insert(SheetProperty(keys: sheetKeys, name: name, value: Array(value)))
        return
      }
      guard context.isRoot else { return }
    }
    fault(name, value)
  }

  private mutating func faultOrReference(_ name: String, _ value: ArraySlice<UInt8>) {
    let isReference = String(decoding: value.prefix(8), as: UTF8.self).lowercased().hasPrefix("url(")
    add(isReference ? .reference : .construct, "the SVG value \(faultDetail(name, value))")
  }

  /// Checks what style sheets set, now that the elements are known that they may mean.
  mutating func concludeSheets() {
    for property in sheetProperties {
      for context in index.contexts(of: property.keys) {
        if SVGPropertyForms.drawn[property.name] == nil {
          if context.isRoot { fault(property.name, property.value) }
          continue
        }
        check(property.name, property.value[...], of: context, isStyle: true)
        if property.name == "fill" || property.name == "stroke",
          context.isTurned || (hasTurns && !SVGElementNames.shapes.contains(context.name)),
          let id = SVGColorForm.target(property.value[...])
        {
          turnedPaints.insert(String(decoding: id, as: UTF8.self))
        }
      }
    }
  }
}
