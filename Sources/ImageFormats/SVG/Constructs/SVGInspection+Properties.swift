import ModerationCore

extension SVGInspection {
  // MARK: Properties

  /// Reads a property of a style, or of a presentation attribute.
  mutating func read(property name: String, _ value: ArraySlice<UInt8>, of element: String?, isStyle: Bool) {
    let value = SVGValueForm.trimmed(value)
    let isRoot = element == nil || open.count == 1
    if let form = SVGPropertyForms.drawn[name] {
      if value.isEmpty, !isStyle { return }
      if name == "stroke-dasharray", !value.elementsEqual("none".utf8) { hasDashes = true }
      let lowered = value.count <= 64 ? Array(String(decoding: value, as: UTF8.self).lowercased().utf8) : Array(value)
      if let target = SVGColorForm.target(value) { refer(to: target) }
      if lowered.elementsEqual("inherit".utf8) { return }
      let isWord = if case .words = form { true } else { false }
      if !form.accepts(isWord ? lowered[...] : value) { return faultOrReference(name, value) }
      if name == "display", lowered.elementsEqual("none".utf8),
        isRoot && element != nil
          || element.map(SVGElementNames.gradients.contains) == true || element == "clipPath"
      {
        fault("display of \(element ?? "")", value)
      }
      if name == "clip-path" || name == "mask", !value.elementsEqual("none".utf8),
        element == "clipPath"
          || element == "mask" || (open.count > 1 && open[open.count - 2].name == "clipPath")
      {
        fault("\(name) of \(element ?? "")", value)
      }
    } else if name == "transform" {
      // A presentation attribute is read as the attribute that it is.
      guard isStyle else { return }
      fault("style transform", value)
    } else {
      let plain = SVGPropertyForms.withoutPrefix(name)
      let isUndrawn =
        SVGPropertyForms.undrawn.contains(plain) || plain.hasPrefix("animation-")
        || (plain != name && SVGPropertyForms.drawn[plain] != nil) || (plain != name && plain == "transform")
        || (isStyle && isRoot && SVGPropertyForms.undrawnOfRoot.contains(plain))
      let isKnown =
        isUndrawn && (isStyle || ["transform-origin", "vector-effect", "color-interpolation"].contains(name))
      guard isKnown, !["animation-duration", "animation-delay"].contains(plain) else { return }
      let isNothing = SVGPropertyForms.isNothing(String(decoding: value.prefix(160), as: UTF8.self))
      if !isNothing || name == "all" { fault(name, value) }
    }
  }

  mutating func faultOrReference(_ name: String, _ value: ArraySlice<UInt8>) {
    let isReference = String(decoding: value.prefix(8), as: UTF8.self).lowercased().hasPrefix("url(")
    add(
      isReference ? .reference : .construct, "the SVG value \(faultDetail(name, value))")
  }
}
