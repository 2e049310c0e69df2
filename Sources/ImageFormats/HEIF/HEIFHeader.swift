import ModerationCore

/// Reads the header of a HEIC or AVIF file.
///
/// The size is that of the primary item, or of the first track of pictures when the brands promise a sequence. Then
/// a primary item may be there as well, and nothing makes it show the same: `hasStillBesideFrames` says so.
enum HEIFHeader {
  /// Items followed at most from pictures to what they are made of. A picture of tiles has as many as tiles, a few
  /// hundred.
  static let maximumReferenceCount = 100_000

  static func read(_ bytes: RawSpan, as format: ImageFormat) throws(InputRejection) -> ImageHeader {
    guard let brands = HEIFBrands(bytes), brands.isHEIF else {
      throw .unreadable(format, "no file type box with a HEIF brand", at: 0)
    }
    let items = HEIFItems(bytes)
    if brands.hasSequence {
      let tracks = HEIFTracks(bytes)
      if let track = tracks.pictures {
        if let items { try HEIFDerivation.check(items, as: format, bytes) }
        return try sequence(track, of: tracks, hasItems: items != nil, as: format, bytes)
      }
    }
    guard let items else {
      throw .unreadable(
        format, brands.hasSequence ? "neither a readable track nor a primary item" : "no primary item",
        at: bytes.byteCount)
    }
    return try stills(items, as: format, bytes)
  }

  private static func sequence(
    _ track: HEIFTrack, of tracks: HEIFTracks, hasItems: Bool, as format: ImageFormat, _ bytes: RawSpan
  ) throws(InputRejection) -> ImageHeader {
    let picture = try HEIFPicture(track.properties, size: track.codedSize, as: format, bytes)
    let size = track.orientation.upright(picture.size ?? track.codedSize)
    let orientation = picture.orientation.followed(by: track.orientation)
    var header = ImageHeader(
      format: format, codedSize: track.codedSize, size: size, frameCount: track.sampleCount, frameKind: .sequence,
      orientation: orientation.exifValue, bitsPerChannel: picture.bitsPerChannel ?? 8,
      channelCount: picture.colorChannelCount.map { $0 + (tracks.hasAlpha ? 1 : 0) }, hasAlpha: tracks.hasAlpha,
      hasColorProfile: picture.hasColorProfile, hasStillBesideFrames: hasItems,
      longestFrame: track.longestFrame(isReordered: format == .heic, movieTimescale: tracks.movieTimescale, bytes))
    guard format == .avif else { return header }
    // Browsers pass over the track's matrix, and turn before they mirror.
    let shown = HEIFGeometry.browsersOrientation(picture.transformations, bytes)
    if shown != orientation { header.otherReadings = [.turned(shown.exifValue, from: orientation.exifValue)] }
    return header
  }

  private static func stills(
    _ items: HEIFItems, as format: ImageFormat, _ bytes: RawSpan
  ) throws(InputRejection) -> ImageHeader {
    let picture = try HEIFPicture(items.properties(of: items.primaryItem, bytes), as: format, bytes)
    guard let codedSize = picture.codedSize, let size = picture.size, codedSize.shorterSide > 0 else {
      throw .unreadable(format, "no size for primary item \(items.primaryItem)", at: 0)
    }
    try HEIFDerivation.check(items, as: format, bytes)
    // A picture of tiles may leave depth and channels to its tiles.
    var described = picture
    if picture.bitsPerChannel == nil, let tile = firstTile(of: items, bytes) {
      described = try HEIFPicture(items.properties(of: tile, bytes), as: format, bytes)
    }
    let hasAlpha = HEIFAlpha.isAttached(to: items, bytes)
    let frameCount = try topLevelPictures(items, as: format, bytes).count
    return ImageHeader(
      format: format, codedSize: codedSize, size: size, frameCount: frameCount,
      frameKind: frameCount > 1 ? .burst : .still, orientation: picture.orientation.exifValue,
      bitsPerChannel: described.bitsPerChannel ?? 8,
      channelCount: described.colorChannelCount.map { $0 + (hasAlpha ? 1 : 0) }, hasAlpha: hasAlpha,
      hasColorProfile: picture.hasColorProfile)
  }

  /// The first picture that the primary item is derived from.
  private static func firstTile(of items: HEIFItems, _ bytes: RawSpan) -> Int? {
    var references = items.allReferences(bytes)
    while let reference = references.next(bytes) {
      if reference.type == "dimg", reference.from == items.primaryItem { return reference.target(0, bytes) }
    }
    return nil
  }

  /// The pictures that a viewer can leaf through: those that are neither hidden, nor a thumbnail or an auxiliary
  /// picture of another, nor a part of a visible one. The primary item always counts, and comes first; the others
  /// follow by their identifiers.
  static func topLevelPictures(
    _ items: HEIFItems, as format: ImageFormat, _ bytes: RawSpan
  ) throws(InputRejection) -> [Int] {
    var visible: Set<Int> = []
    var cursor = items.items()
    while let item = cursor.next(bytes) {
      if item.isPicture, !item.isHidden, item.id != items.primaryItem { visible.insert(item.id) }
    }
    var topLevel = visible
    var followedCount = 0
    var references = items.allReferences(bytes)
    while let reference = references.next(bytes) {
      switch reference.type {
      case "thmb", "auxl":
        // One reader then shows the primary item and another what it is said to belong to.
        guard reference.from != items.primaryItem else {
          throw .unreadable(format, "the primary item is a thumbnail or an auxiliary picture of another", at: 0)
        }
        topLevel.remove(reference.from)
      case "dimg" where visible.contains(reference.from) || reference.from == items.primaryItem:
        followedCount += reference.targetCount
        guard followedCount <= maximumReferenceCount else {
          throw .unreadable(
            format, tooMany: "items referred to", limit: "maximumReferenceCount", allowed: maximumReferenceCount, at: 0)
        }
        for index in 0..<reference.targetCount {
          if let target = reference.target(index, bytes) { topLevel.remove(target) }
        }
      default: break
      }
    }
    // Frames that nobody counts are frames that nobody looks at.
    guard !cursor.hasReachedLimit, !references.hasReachedLimit else {
      throw .unreadable(
        format, tooMany: "items or references", limit: "maximumBoxCount", allowed: ISOBoxCursor.maximumBoxCount, at: 0)
    }
    return [items.primaryItem] + topLevel.sorted()
  }
}
