import ModerationCore

extension SVGInspection {
  // MARK: Style attributes

  mutating func read(style: Value, of context: SVGElementContext, hasTransform: Bool) {
    guard let css = SVGStyleText(style.bytes) else { return add(.construct, "an escape in a style") }
    // Where something was taken out or replaced, places in the text are not known.
    let isPlain = css.bytes.count == style.bytes.count && style.bytes.count == style.range.count
    for declaration in css.declarations(css.bytes.indices) {
      if css.bytes[declaration.value].contains(0x7B) { add(.construct, "nested CSS rules") }
      read(declaration, css, of: context, hasTransform: hasTransform, offset: isPlain ? style.range.lowerBound : nil)
    }
  }

  private mutating func read(
    _ declaration: SVGStyleText.Declaration, _ css: SVGStyleText, of context: SVGElementContext?, hasTransform: Bool,
    offset: Int?
  ) {
    let value = css.valueWithoutImportance(declaration.value)
    if declaration.name == "transform" {
      let isNone = value.elementsEqual("none".utf8)
      if !hasTransform, isNone || (context?.takesTransformFromStyle == true && SVGTransformForm.acceptsStyle(value)) {
        return
      }
    }
    if declaration.name == "transform-origin" || declaration.name == "transform-box", !hasTransform, context != nil {
      return
    }
    let lowered = declaration.name.lowercased()
    if lowered != declaration.name, !declaration.name.hasPrefix("--") {
      // librsvg does not know it, so the value that it would have counts as one that is not drawn.
      if SVGPropertyForms.drawn[lowered] != nil { return fault(declaration.name, value) }
    }
    noteLengths(lowered, value, offset: offset)
    read(property: lowered, value, of: context, isStyle: true)
  }

  // MARK: Style sheets

  mutating func read(styleSheet: [UInt8], offset start: Int?) {
    guard let css = SVGStyleText(styleSheet) else { return add(.construct, "an escape in a style sheet") }
    let start = css.bytes.count == styleSheet.count ? start : nil
    var offset = 0
    while let rule = css.rule(&offset) {
      switch rule {
      case .statement(let prelude): readStatement(css, prelude)
      case .block(let prelude, let block):
        if css.bytes[prelude].first == 0x40 {
          readBlockRule(String(decoding: css.bytes[prelude], as: UTF8.self).lowercased())
        } else {
          readRule(css, prelude, block, offset: start)
        }
      }
    }
  }

  private mutating func readStatement(_ css: SVGStyleText, _ prelude: Range<Int>) {
    let text = String(decoding: css.bytes[prelude].prefix(200), as: UTF8.self)
    let name = text.prefix { !$0.isWhitespace && $0 != "(" && $0 != "\"" && $0 != "'" }.lowercased()
    switch name {
    case "@charset", "": break
    case "@import": add(.reference, "an external style sheet")
    case "@namespace":
      let target = text.dropFirst(name.count).filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
      let isPlain = ["url(http://www.w3.org/2000/svg)", "http://www.w3.org/2000/svg"].contains(target)
      if !isPlain { add(.construct, "the CSS rule @namespace") }
    default: if name.hasPrefix("@") { add(.construct, "the CSS rule \(name.prefix(40))") }
    }
  }

  private mutating func readBlockRule(_ prelude: String) {
    let name = String(prelude.prefix { !$0.isWhitespace && $0 != "(" && $0 != "{" })
    let inert = [
      "@page", "@viewport", "@-ms-viewport", "@counter-style", "@font-feature-values", "@property", "@-moz-document",
      "@keyframes", "@-webkit-keyframes", "@-moz-keyframes", "@-o-keyframes", "@-ms-keyframes", "@font-palette-values",
      "@color-profile",
    ]
    // Keyframes are nothing without an animation.
    guard !inert.contains(name) else { return }
    if name == "@media", prelude.dropFirst(name.count).filter({ !$0.isWhitespace }) == "print" { return }
    add(.construct, "the CSS rule \(name.prefix(40))")
  }

  private mutating func readRule(_ css: SVGStyleText, _ prelude: Range<Int>, _ block: Range<Int>, offset: Int?) {
    let selectors = SVGSelectorForm(css.bytes[prelude])
    if selectors.isNeverMet { return }
    if !selectors.isAlike {
      add(.construct, "the CSS selector \(String(decoding: css.bytes[prelude].prefix(60), as: UTF8.self))")
    }
    if selectors.looksAround { surroundings.add(css.bytes[prelude]) }
    if css.bytes[block].contains(0x7B) { add(.construct, "nested CSS rules") }
    sheetKeys = SVGElementIndex.keys(css.bytes[prelude])
    for declaration in css.declarations(block) { read(declaration, css, of: nil, hasTransform: true, offset: offset) }
  }
}
