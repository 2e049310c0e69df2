import ModerationCore

/// What was read in one frame, and what could not be.
struct PPOCRReading: Hashable, Sendable {
  /// A line with the corners around it, in the pixels of the frame that was given.
  struct Line: Hashable, Sendable {
    var text: String
    /// Mean probability of its characters, 0…1.
    var confidence: Double
    var corners: Quadrilateral

    /// Whether another line says the same at the same place.
    func repeats(_ other: PPOCRReading.Line) -> Bool {
      text.filter { !$0.isWhitespace } == other.text.filter { !$0.isWhitespace }
        && corners.outline.coversMost(of: other.corners.outline)
    }

    /// The upright rectangle around the corners, cut off at the frame's edges.
    func box(in size: PixelSize) -> PixelRectangle {
      let corners = corners.corners
      let xs = corners.map { min(max(0, $0.x), Double(size.width)) }
      let ys = corners.map { min(max(0, $0.y), Double(size.height)) }
      let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
      return PixelRectangle(x: left, y: top, width: (xs.max() ?? 0) - left, height: (ys.max() ?? 0) - top)
    }
  }

  /// The lines, in reading order.
  var lines: [Line] = []
  /// Lines that were read a second time, because the first reading was in doubt.
  var secondReadings = 0
  /// Lines that were found but are beyond `PPOCRSettings.maximumLineCount`.
  var linesBeyondLimit = 0
  /// Lines that are longer than `LineRecognition.maximumWidth` allows for their height.
  var linesTooLong = 0
  /// Lines that were found and not read because the image's time was up.
  var linesBeyondDeadline = 0
  /// Places that look like text and were not read for certain: read below `PPOCRSettings.minimumConfidence` at the
  /// second look too, or crossed by other text, which hides letters.
  var uncertainPlaces = 0
  /// Letters lower than this may have been missed, in pixels of the upright original.
  var smallestReliableLetter = 0.0

  /// Why some of the text that was found is missing from `lines`; nil when none is.
  var notRead: String? {
    var reasons: [String] = []
    if linesBeyondLimit > 0 { reasons.append("\(linesBeyondLimit) lines beyond the limit of lines") }
    if linesTooLong > 0 { reasons.append("\(linesTooLong) lines too long for their height") }
    if linesBeyondDeadline > 0 { reasons.append("\(linesBeyondDeadline) lines beyond the deadline") }
    return reasons.isEmpty ? nil : "text was found and not read: " + reasons.joined(separator: ", ")
  }
}
