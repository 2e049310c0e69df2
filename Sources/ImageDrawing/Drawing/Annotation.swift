public import ModerationCore

/// One thing to write on a picture, with a box around it or without.
public struct Annotation: Hashable, Sendable {
  /// Where it is, in pixels of the picture that is drawn on; nil for what concerns the whole picture.
  public var box: PixelRectangle?
  /// What to write beside the box, or below the picture. Any text: it is drawn as it stands and never obeyed.
  public var caption: String
  /// Chooses the colour.
  public var severity: Suggestion

  /// Makes an annotation.
  public init(box: PixelRectangle? = nil, caption: String, severity: Suggestion) {
    self.box = box
    self.caption = caption
    self.severity = severity
  }
}

extension Annotation {
  /// The most characters of a caption that are kept.
  static let maximumCaptionScalars = 160

  /// The caption as one line that can be drawn: control characters and line breaks become spaces, and what is invisible
  /// or turns the direction of writing is left out. Nil when nothing remains.
  var line: String? {
    var line = String.UnicodeScalarView()
    for scalar in caption.unicodeScalars {
      guard line.count < Self.maximumCaptionScalars else {
        line.append("…")
        break
      }
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
        if let last = line.last, last != " " { line.append(" ") }
      case .format, .surrogate: continue
      default: line.append(scalar)
      }
    }
    while line.last == " " { line.removeLast() }
    return line.isEmpty ? nil : String(line)
  }
}
