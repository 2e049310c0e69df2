package import ModerationCore

/// The pictures of a HEIF file that a viewer can leaf through, and what must be known to decode each.
package struct HEIFPictures {
  /// One of them.
  package struct Picture: Hashable, Sendable {
    /// Its place among the pictures that libheif counts: those that are neither hidden, nor a thumbnail or an auxiliary
    /// picture of another, by their identifiers.
    package let page: Int
    /// Width and height as looked at.
    package let size: PixelSize
    /// Bits of a channel as stored.
    package let bitsPerChannel: Int
    /// How its clean aperture, turn and mirroring are to be read.
    package let geometry: HEIFGeometry
  }

  /// How many pages libheif must count; otherwise its pages are not those meant here.
  package var pageCount: Int { pages.items.count }
  /// What the file holds beside them.
  package var holds: Set<AuxiliaryPart> { pages.holds }

  private let items: HEIFItems
  private let pages: HEIFPages
  /// The primary picture's identifier, then those of the others.
  private let shown: [Int]
  private let format: ImageFormat

  /// How many there are, as the header counts them.
  package var count: Int { shown.count }

  /// Reads the items; nil for a file without any.
  package init?(_ bytes: RawSpan, as format: ImageFormat) throws(InputRejection) {
    guard let items = HEIFItems(bytes) else { return nil }
    self.items = items
    self.format = format
    shown = try HEIFHeader.topLevelPictures(items, as: format, bytes)
    pages = HEIFPages(items, bytes)
  }

  /// One of them by its number as a frame; nil when it is not there or says nothing of its size.
  package func picture(_ frame: Int, _ bytes: RawSpan) throws(InputRejection) -> Picture? {
    guard shown.indices.contains(frame), let page = pages.items.firstIndex(of: shown[frame]) else { return nil }
    let picture = try HEIFPicture(items.properties(of: shown[frame], bytes), as: format, bytes)
    guard let coded = picture.codedSize, let size = picture.size else { return nil }
    var depth = picture.bitsPerChannel
    var hasTurnedParts = false
    for part in pages.parts(of: shown[frame]) {
      let described = try HEIFPicture(items.properties(of: part, bytes), as: format, bytes)
      depth = depth ?? described.bitsPerChannel
      if pages.grids.contains(shown[frame]), !described.transformations.isEmpty { hasTurnedParts = true }
    }
    let geometry = HEIFGeometry(
      picture.transformations, of: coded, orientation: picture.orientation,
      hasTurnedParts: hasTurnedParts, bytes)
    return Picture(page: page, size: size, bitsPerChannel: depth ?? 8, geometry: geometry)
  }
}

/// The pictures as libheif counts them, and what is not counted.
private struct HEIFPages {
  /// The items of libheif's pages, by their identifiers.
  private(set) var items: [Int] = []
  private(set) var holds: Set<AuxiliaryPart> = []
  /// What derived pictures are made of, by their identifiers.
  private var derivations: [Int: [Int]] = [:]
  /// Pictures made of tiles.
  private(set) var grids: Set<Int> = []

  /// Parts looked at of one picture: each costs a walk over all properties, and the tiles of an honest one are alike.
  static let maximumPartCount = 16

  init(_ all: HEIFItems, _ bytes: RawSpan) {
    var counted: Set<Int> = []
    var cursor = all.items()
    while let item = cursor.next(bytes) {
      if item.isPicture, !item.isHidden { counted.insert(item.id) }
      if item.type == "tmap" { holds.insert(.gainMap) }
      if item.type == "grid" { grids.insert(item.id) }
    }
    var auxiliaryCount = 0
    var references = all.allReferences(bytes)
    while let reference = references.next(bytes) {
      switch reference.type {
      case "thmb":
        counted.remove(reference.from)
        holds.insert(.thumbnail)
      case "auxl":
        counted.remove(reference.from)
        guard auxiliaryCount < HEIFAlpha.maximumAuxiliaryCount else { continue }
        auxiliaryCount += 1
        if let kind = Self.kind(of: reference.from, all, bytes) { holds.insert(kind) }
      case "dimg":
        let targets = (0..<min(reference.targetCount, Self.maximumPartCount)).compactMap { reference.target($0, bytes) }
        derivations[reference.from] = derivations[reference.from] ?? targets
      default: break
      }
    }
    items = counted.sorted()
  }

  /// What a picture is made of, as far as it is looked at.
  func parts(of item: Int) -> [Int] { derivations[item] ?? [] }

  private static func kind(of item: Int, _ items: HEIFItems, _ bytes: RawSpan) -> AuxiliaryPart? {
    guard let type = items.properties(of: item, bytes).first(where: { $0.type == "auxC" }) else { return nil }
    let name = type.start + 4
    if HEIFAlpha.isAlpha(at: name, bytes) { return .alphaPlane }
    if bytes.has("urn:mpeg:hevc:2015:auxid:2\0", at: name)
      || bytes.has("urn:mpeg:mpegB:cicp:systems:auxiliary:depth\0", at: name)
    {
      return .depthMap
    }
    return bytes.has("urn:com:apple:photo:2020:aux:hdrgainmap\0", at: name) ? .gainMap : .mask
  }
}
