/// Text that takes the place of other text in the document that is drawn.
package struct SVGChange {
  /// Where it stands; empty for what is put in.
  package let range: Range<Int>
  package let text: [UInt8]

  init(_ range: Range<Int>, _ text: String) {
    self.range = range
    self.text = Array(text.utf8)
  }
}

extension SVGInspection {
  /// Properties and attributes that are lengths, one or a list.
  private static let lengthNames = SVGElementNames.words(
    """
    x y cx cy fx fy x1 x2 y1 y2 r fr width height rx ry refX refY markerWidth markerHeight stroke-width \
    stroke-dashoffset stroke-dasharray font-size
    """)
  private static let absoluteUnits: Set<String> = ["in", "cm", "mm", "pt", "pc"]

  /// Notes an attribute's lengths in inches and their like, as pixels.
  ///
  /// libvips has librsvg draw with 72 pixels to the inch, and CSS says 96.
  mutating func noteLengths(_ name: String, _ value: ArraySlice<UInt8>, whole range: Range<Int>) {
    if let pixels = inPixels(name, value) { changes.append(SVGChange(range, pixels)) }
  }

  /// Notes those of a property in a style.
  ///
  /// - Parameter offset: Where the style begins in the document; nil where that is not known.
  mutating func noteLengths(_ name: String, _ value: ArraySlice<UInt8>, offset: Int?) {
    guard let pixels = inPixels(name, value) else { return }
    guard let offset else { return fault(name, value) }
    changes.append(SVGChange((offset + value.startIndex)..<(offset + value.endIndex), pixels))
  }

  /// A value with its lengths in pixels; nil where it has none that need it.
  private func inPixels(_ name: String, _ value: ArraySlice<UInt8>) -> String? {
    guard Self.lengthNames.contains(name), value.count <= SVGLength.maximumByteCount else { return nil }
    var reader = SVGValueReader(value)
    var parts: [String] = []
    var isChanged = false
    reader.skipSpace()
    while !reader.isAtEnd {
      let start = reader.rest
      guard reader.takeNumber() != nil else { return nil }
      let unit = String(decoding: reader.takeWord(), as: UTF8.self).lowercased()
      _ = reader.take(0x25)
      let length = String(decoding: start[..<reader.rest.startIndex], as: UTF8.self)
      if Self.absoluteUnits.contains(unit), let pixels = SVGLength(length)?.pixels, pixels.isFinite {
        isChanged = true
        parts.append("\(pixels)px")
      } else {
        parts.append(length)
      }
      _ = reader.takeSeparator()
    }
    return isChanged ? parts.joined(separator: " ") : nil
  }

  /// Puts what a symbol holds into an element `svg` that clips it to its view box.
  ///
  /// librsvg clips a symbol where it should not, and not where it should; an inner `svg` it clips as browsers do.
  mutating func beginSymbol(_ values: [Value]) {
    let last = open.count - 1
    guard tagEnd >= 2, text[tagEnd - 2] != 0x2F else { return }
    let prefix = Self.split(text[open[last].nameRange]).prefix
    let name = prefix.isEmpty ? "svg" : "\(prefix):svg"
    var place = "width=\"100%\" height=\"100%\""
    var overflow = "hidden"
    for value in values {
      let text = String(decoding: value.bytes.prefix(256), as: UTF8.self)
      if value.name == "overflow" {
        // A name that nobody knows takes its place.
        let start = nameStart(of: value)
        changes.append(SVGChange(start..<start, "data-"))
        if SVGPropertyForms.drawn["overflow"]?.accepts(value.bytes[...]) == true { overflow = text }
      } else if value.name == "viewBox", SVGLength.viewBox(text) != nil {
        let numbers = text.split { " ,\t\r\n".contains($0) }
        place = zip(["x", "y", "width", "height"], numbers).map { "\($0)=\"\($1)\"" }.joined(separator: " ")
        place += " viewBox=\"\(numbers.joined(separator: " "))\" preserveAspectRatio=\"none\""
      }
    }
    changes.append(SVGChange(tagEnd..<tagEnd, "<\(name) \(place) overflow=\"\(overflow)\">"))
    open[last].innerName = name
  }

  /// Where the name of an attribute begins that has a value.
  private func nameStart(of value: Value) -> Int {
    var offset = value.range.lowerBound - 2
    while offset > 0, SVGOutline.isSpace(text[offset]) || text[offset] == 0x3D { offset -= 1 }
    return offset + 1 - value.name.utf8.count
  }
}
