import ModerationCore

/// How the clean aperture, the turn and the mirroring of a HEIF picture are read.
///
/// They apply in the order in which the file lists them (ISO/IEC 23008-12, 6.5.1), and so libheif reads them. Browsers
/// read AVIF otherwise (seen with Chromium 156): the first of each kind, cropped before turned before mirrored, and a
/// crop only where it is whole pixels from the origin; elsewhere they show the whole picture. Viewers of HEIC are taken
/// to differ in the same way.
package struct HEIFGeometry: Hashable, Sendable {
  /// A way to show the picture without its own transformations.
  package struct Reading: Hashable, Sendable {
    /// Where the types of the property boxes stand that the decoder must not see.
    package let hidden: [Int]
    /// How the picture lies that is decoded without them, as EXIF numbers it.
    package let orientation: Int
  }

  /// The listed order without libheif, which as of 1.15 mirrors only 8 bits. Nil without a turn or a mirroring.
  package private(set) var standard: Reading?
  /// Whether the listed order can be decoded at all at more than 8 bits.
  package private(set) var isDecodableBeyond8Bits = true
  /// The browsers' reading, where it shows something else.
  package private(set) var other: Reading?
  /// Whether parts of the picture are cropped or turned by themselves, which libheif does and browsers do not.
  package let hasTurnedParts: Bool

  init(
    _ transformations: [ISOBox], of size: PixelSize, orientation: ImageOrientation, hasTurnedParts: Bool,
    _ bytes: RawSpan
  ) {
    self.hasTurnedParts = hasTurnedParts
    let kinds = transformations.map(\.type)
    let turns = transformations.filter { $0.type != "clap" }
    if !turns.isEmpty {
      standard = Reading(hidden: turns.map(\.typeOffset), orientation: orientation.exifValue)
      // A crop of what is turned already is another part of the stored picture.
      let firstTurn = kinds.firstIndex { $0 != "clap" } ?? 0
      isDecodableBeyond8Bits = !kinds[firstTurn...].contains("clap")
    }
    let crop = transformations.first { $0.type == "clap" }
    let isCropped = crop.map { CleanAperture.isWholeFromOrigin($0, of: size, bytes) } ?? false
    let order = [FourCC("clap"), "irot", "imir"].filter(kinds.contains)
    if kinds == order, crop == nil || isCropped { return }
    let turned = Self.browsersOrientation(transformations, bytes)
    let kept = isCropped ? crop?.typeOffset : nil
    other = Reading(
      hidden: transformations.map(\.typeOffset).filter { $0 != kept }, orientation: turned.exifValue)
  }

  /// The first turn, then the first mirroring.
  static func browsersOrientation(_ transformations: [ISOBox], _ bytes: RawSpan) -> ImageOrientation {
    var turned = ImageOrientation()
    if let turn = transformations.first(where: { $0.type == "irot" }) { turned.turn(turn, bytes) }
    if let mirroring = transformations.first(where: { $0.type == "imir" }) { turned.mirror(mirroring, bytes) }
    return turned
  }
}

extension ImageOrientation {
  /// Adds a turn property: quarter turns anticlockwise.
  mutating func turn(_ property: ISOBox, _ bytes: RawSpan) {
    turn(quarterTurnsClockwise: 4 - (bytes.uint8(at: property.start) ?? 0) & 3)
  }

  /// Adds a mirroring property: 0 exchanges top and bottom, 1 left and right (edition of 2022).
  mutating func mirror(_ property: ISOBox, _ bytes: RawSpan) {
    if (bytes.uint8(at: property.start) ?? 0) & 1 == 0 { mirrorTopBottom() } else { mirrorLeftRight() }
  }
}
