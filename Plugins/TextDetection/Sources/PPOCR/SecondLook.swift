import ModerationCore

/// Looks once more at regions that look like text and were not read as lines: at the straight strokes of those that
/// branch, and on a part of the picture that is shown to the detection network at twice the size.
///
/// In 200 drawn pictures seven regions were lines of 9 and 11 pixels that stood too close; the larger size parted all
/// seven. Of 60 drawn chats whose watermark lay on or beside a word, 29 gave the word at the first look and 36 with the
/// second; of the other 24 it names 22. Lines read below the least confidence gain little (0 of 13). All measured
/// 2026-11-26. The bounds keep the second look from costing more than the first and 8 lines; those figures were taken
/// with 8 regions and 32 lines.
struct SecondLook {
  /// A box worth reading.
  struct Candidate {
    let box: Quadrilateral
    /// What must be reached for it to count.
    var minimumConfidence = 0.0
  }

  /// The most regions of one frame that are looked at again. What is beyond this stays unread, and is named.
  static let maximumRegionCount = 3
  /// The most boxes of one frame that are read again, at 30 ms each and more.
  static let maximumCandidateCount = 8
  /// How much larger a region is shown than at the first look.
  static let enlargement = 2.0
  /// The longest side of an enlarged part, in pixels: as for the whole by default.
  static let longestSide = 960
  /// The pixels around a region that are shown with it, as a share of its thickness.
  static let margin = 0.6
  /// A box found in an enlarged part belongs to its region when it shares this much of itself with it.
  static let sharedArea = 0.3
  /// The whole box of a region that the network doubts counts only when it is read as surely as this.
  static let sureOfDoubted = 0.8

  /// A line that was read below the least confidence is looked at again from this mean of its region, with this many
  /// letters, each doubtful: single letters are what textures are taken for.
  static let worthwhileMean = 0.75
  static let worthwhileLetters = 3
  /// The largest enlarged part around a region that does not branch, as a share of the first look.
  static let lineShare = 0.1

  let localization: TextLocalization
  let picture: PictureBuffer
  /// The most pixels of one enlarged part around a region that does not branch.
  private let lineLimit: Int
  private var regionsLeft = Self.maximumRegionCount
  private var candidatesLeft = Self.maximumCandidateCount
  private var pixelsLeft: Int

  /// - Parameter pixelCount: What all enlarged parts may have together: as much as the finest look at the whole.
  init(localization: TextLocalization, picture: PictureBuffer, pixelCount: Int) {
    self.localization = localization
    self.picture = picture
    lineLimit = Int(Self.lineShare * Double(pixelCount))
    pixelsLeft = pixelCount
  }

  /// Whether a line that was not read for certain may be read better.
  static func isWorthwhile(_ region: TextRegion, _ read: CTCDecoder.Line) -> Bool {
    region.shape.mean >= worthwhileMean && read.text.count >= worthwhileLetters
  }

  /// What to read of a region; empty when the bounds are reached.
  mutating func candidates(in region: TextRegion) throws(DetectorFailure) -> [Candidate] {
    guard regionsLeft > 0, candidatesLeft > 0 else { return [] }
    regionsLeft -= 1
    // Where strokes meet, the map does not show where a line ends: a letter more or less, and both readings count.
    var candidates = localization.strokes(of: region).flatMap { box in
      [Candidate(box: box), Candidate(box: box.lengthened(by: box.outline.thickness))]
    }
    if !region.isLine, !region.shape.branches {
      candidates.append(Candidate(box: region.box, minimumConfidence: Self.sureOfDoubted))
    }
    candidates += try enlargedBoxes(in: region).map { Candidate(box: $0) }
    candidates = Array(candidates.prefix(candidatesLeft))
    candidatesLeft -= candidates.count
    return candidates
  }

  /// The lines that are found in a region when it is shown larger, in pixels of the picture.
  private mutating func enlargedBoxes(in region: TextRegion) throws(DetectorFailure) -> [Quadrilateral] {
    let outline = region.box.outline
    let (bounds, margin) = (outline.bounds, (Self.margin * outline.thickness).rounded(.up))
    let columns = Self.range(bounds.x - margin, bounds.x + bounds.width + margin, picture.width)
    let rows = Self.range(bounds.y - margin, bounds.y + bounds.height + margin, picture.height)
    guard !columns.isEmpty, !rows.isEmpty, let look = region.look else { return [] }
    let scale = min(
      Self.enlargement * Double(look.width) / Double(look.columns.count),
      Double(Self.longestSide) / Double(max(columns.count, rows.count)))
    let enlarged = Look(
      columns: columns, rows: rows, width: Multiple.of32(Int(Double(columns.count) * scale)),
      height: Multiple.of32(Int(Double(rows.count) * scale)))
    guard enlarged.pixelCount <= min(region.shape.branches ? pixelsLeft : lineLimit, pixelsLeft) else { return [] }
    pixelsLeft -= enlarged.pixelCount
    return try localization.regions(in: picture, enlarged).filter(\.isLine).map(\.box)
      .filter { $0.outline.sharedArea(with: outline) >= Self.sharedArea * $0.area }
  }

  private static func range(_ from: Double, _ to: Double, _ count: Int) -> Range<Int> {
    let start = Int(min(max(from.rounded(.down), 0), Double(count)))
    return start..<max(start, Int(min(max(to.rounded(.up), 0), Double(count))))
  }
}
