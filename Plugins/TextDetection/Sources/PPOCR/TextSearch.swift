import ModerationCore

/// Decides which parts of a picture the detection network is shown, and at which size.
///
/// The network's work grows with its input, and letters of ten pixels are found as surely on a picture of 480 pixels as
/// on one of 960. So a small copy comes first. Where its lowest line is too low, or something on it looks like text and
/// is no line, the part with text is shown again, as large as the whole would be; where nothing was found, the whole is.
struct TextSearch: Sendable {
  /// What was found.
  struct Result {
    /// In reading order.
    let regions: [TextRegion]
    /// The finest look at the whole picture: what is too low for it may be missed.
    let whole: Look
    /// What the finest look at the whole picture would be.
    let finest: Look
  }

  /// Lines whose boxes are lower than this on the first look's map are looked at again, in pixels of the map.
  static let sureHeight = 14.0
  /// The first look is only worth its while when it is this many times smaller than the second.
  static let worthwhileRatio = 2.0
  /// What is looked at again reaches beyond the boxes by so many pixels of the first map: what is beside text is often
  /// more text, too low to be found at once.
  static let margin = 24.0
  /// A line of the first look goes when lines of the second share this much of its box.
  static let sharedArea = 0.3

  /// Lines become longer by this at both ends, in pixels of the map: a pixel there is a stroke of the
  /// last letter in the picture.
  static let lengthening = 1.5

  let localization: TextLocalization
  let settings: PPOCRSettings.Detection

  /// Where text is in a picture.
  func regions(in picture: PictureBuffer) throws(DetectorFailure) -> Result {
    let canvases = localization.canvases
    let size = settings.side.size(width: picture.width, height: picture.height, on: canvases)
    let finest = Look(at: picture, width: size.width, height: size.height)
    guard let first = settings.firstSide?.size(width: picture.width, height: picture.height, on: canvases),
      Double(first.width * first.height) * Self.worthwhileRatio <= Double(finest.pixelCount)
    else { return Result(regions: try lines(in: picture, finest), whole: finest, finest: finest) }

    let coarse = Look(at: picture, width: first.width, height: first.height)
    var (seen, traces) = try localization.regionsAndTraces(in: picture, coarse)
    lengthen(&seen, coarse)
    guard !seen.isEmpty else {
      return Result(regions: try lines(in: picture, finest), whole: finest, finest: finest)
    }
    guard !traces.isEmpty || seen.contains(where: { !Self.isSure($0, coarse) }) else {
      return Result(regions: seen, whole: coarse, finest: finest)
    }
    let again = LookedAtAgain.looks(
      around: seen.map(\.box.outline.bounds) + traces, margin: Self.margin / coarse.scale, of: finest, on: canvases)
    var found: [TextRegion] = []
    for look in again { found += try lines(in: picture, look) }
    return Result(
      regions: Self.merged(seen, found, coarse), whole: again == [finest] ? finest : coarse, finest: finest)
  }

  private func lines(in picture: PictureBuffer, _ look: Look) throws(DetectorFailure) -> [TextRegion] {
    var regions = try localization.regions(in: picture, look)
    lengthen(&regions, look)
    return regions
  }

  /// Where there is one look, lines stay as the reference has them.
  private func lengthen(_ regions: inout [TextRegion], _ look: Look) {
    guard settings.firstSide != nil else { return }
    for index in regions.indices where regions[index].isLine {
      regions[index].box = regions[index].box.lengthened(by: Self.lengthening / look.scale)
    }
  }

  /// Whether the first look is as good as any.
  private static func isSure(_ region: TextRegion, _ look: Look) -> Bool {
    region.isLine && region.box.outline.thickness * look.scale >= sureHeight
  }

  /// Sure lines of the first look, everything of the second that is beside them, and what only the first look found.
  private static func merged(_ seen: [TextRegion], _ found: [TextRegion], _ coarse: Look) -> [TextRegion] {
    let sure = seen.filter { isSure($0, coarse) }
    let further = found.filter { region in
      let area = region.box.area
      return !sure.contains { $0.box.outline.sharedArea(with: region.box.outline) >= sharedArea * area }
    }
    let lost = seen.filter { region in
      guard region.isLine, !isSure(region, coarse) else { return false }
      let area = region.box.area
      return !further.contains { $0.box.outline.sharedArea(with: region.box.outline) >= sharedArea * area }
    }
    return ReadingOrder.sorted(sure + further + lost, by: \.box)
  }
}
