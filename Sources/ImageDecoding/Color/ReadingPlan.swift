import CVips
import ImageFormats
import ModerationCore

/// How viewers understand a picture's samples: as browsers do first, then as others do, where they may show something
/// else.
struct ReadingPlan: Sendable {
  /// What Chromium tells apart of PQ and HLG on an SDR page that states no peak, and all there is, in cd/m².
  private static let peaks = (usual: 1000.0, highest: 10_000.0)
  /// Bytes that a profile in a PNG file may unpack to. Profiles of printers have up to 3 MB.
  private static let maximumProfileByteCount = 8 << 20

  /// As browsers understand them.
  private(set) var standard = PictureReading()
  /// As others do.
  private(set) var others: [PictureReading] = []
  /// What none of them shows.
  private(set) var unseen: [Unseen] = []

  /// A plan of one reading.
  init(_ reading: PictureReading) { standard = reading }

  /// Makes the plan for an opened picture.
  init(for picture: UnreadPicture, of bytes: UnsafeRawBufferPointer, _ loader: moderation_loader) {
    let span = RawSpan(_unsafeBytes: bytes)
    var colors: [(Rendition, PictureReading.Color)] = []
    switch loader {
    case MODERATION_LOADER_PNG: colors = pngColors(picture, span)
    case MODERATION_LOADER_HEIF:
      let coding = picture.hasProfile ? nil : HEIFColor.coding(of: span) ?? AVIFColor.coding(of: bytes)
      colors = profileColors(picture) ?? coding.flatMap(Self.colors) ?? []
    default: colors = profileColors(picture) ?? []
    }
    let readings = colors.map { PictureReading(rendition: $0, color: $1) }
    standard = readings.first ?? standard
    others = Array(readings.dropFirst())
    // A TIFF may be of Lab, and no browser shows it.
    if loader != MODERATION_LOADER_TIFF { nameConnectionSpace(RawSpan(_unsafeBytes: picture.profile)) }
    if loader == MODERATION_LOADER_TIFF, let page = TIFFPages(span)?.page(0, span) { addSamples(of: page) }
  }

  /// Makes the plan for a bitmap of a BMP file, whose pixels are RGB.
  init(for color: BitmapColor, in file: RawSpan) {
    switch color {
    case .usual: break
    case .unevenGammas: unseen.append(Unseen(.color, "a bitmap's gammas, which differ from channel to channel"))
    case .calibrated(let coding):
      guard case .strong = coding.effect else { break }
      others = [PictureReading(rendition: .otherReading, color: .coded(coding, peak: Self.peaks.usual))]
    case .profile(let place):
      guard place.upperBound <= file.byteCount, place.count <= Self.maximumProfileByteCount else { break }
      let colors = profileColors(channelCount: 3, file.extracting(place), of: nil) ?? []
      let readings = colors.map { PictureReading(rendition: $0, color: $1) }
      standard = readings.first ?? standard
      others = Array(readings.dropFirst())
    }
  }

  /// cICP comes before a profile, a profile before gAMA.
  private mutating func pngColors(
    _ picture: UnreadPicture, _ bytes: RawSpan
  ) -> [(Rendition, PictureReading.Color)] {
    let color = PNGColor(bytes)
    if let code = color.code, let colors = Self.colors(code) { return colors }
    let gamma = color.gamma.flatMap(Self.colors) ?? []
    if !color.hasSeveralProfiles, let colors = profileColors(picture) {
      return Self.colors(gamma, besides: colors, of: RawSpan(_unsafeBytes: picture.profile))
    }
    if !picture.hasProfile || color.hasSeveralProfiles, let place = color.profile {
      // libpng refuses profiles that browsers apply, such as one for RGB in a grey picture.
      let profile = Self.unpacked(bytes, place)
      if !profile.isEmpty {
        let colors = profile.withUnsafeBytes { buffer in
          let span = RawSpan(_unsafeBytes: buffer)
          nameConnectionSpace(span)
          return profileColors(channelCount: picture.colorChannelCount, span, of: nil)
            .map { Self.colors(gamma, besides: $0, of: span) }
        }
        if let colors { return colors }
      }
    }
    guard picture.hasProfile, color.code == nil else { return gamma }
    let both = Self.colors(gamma, besides: [(.standard, .usual)], of: RawSpan(_unsafeBytes: picture.profile))
    return both.count > 1 ? both : []
  }

  /// Some browsers apply such a profile to RGB.
  private mutating func nameConnectionSpace(_ profile: RawSpan) {
    guard ICCProfile.isOfConnectionSpace(profile) else { return }
    unseen.append(Unseen(.color, "an ICC profile of Lab or XYZ"))
  }

  /// Where browsers refuse a profile, gAMA counts.
  private static func colors(
    _ gamma: [(Rendition, PictureReading.Color)], besides colors: [(Rendition, PictureReading.Color)],
    of profile: RawSpan
  ) -> [(Rendition, PictureReading.Color)] {
    guard let first = gamma.first, ICCProfile(profile)?.isSound != true else { return colors }
    return [first] + colors.map { ($0.0 == .standard ? .otherReading : $0.0, $0.1) }
  }

  private static func unpacked(_ bytes: RawSpan, _ place: Range<Int>) -> [UInt8] {
    bytes.withUnsafeBytes { file in
      [UInt8](unsafeUninitializedCapacity: maximumProfileByteCount) { output, count in
        count = 0
        guard let input = UnsafeRawBufferPointer(rebasing: file[place]).baseAddress, let start = output.baseAddress
        else { return }
        count = moderation_inflate(input, place.count, start, output.count)
      }
    }
  }

  /// Nil where numbers say sRGB.
  private static func colors(_ coding: ColorCoding) -> [(Rendition, PictureReading.Color)]? {
    switch coding.effect {
    case .none: return nil
    case .slight: return [(.standard, .coded(coding, peak: peaks.usual))]
    case .strong:
      let standard = (Rendition.standard, PictureReading.Color.coded(coding, peak: peaks.usual))
      let raw = (Rendition.withoutProfile, PictureReading.Color.asStored)
      guard coding.transfer == .pq || coding.transfer == .hlg else { return [standard, raw] }
      return [standard, (.otherReading, .coded(coding, peak: peaks.highest)), raw]
    }
  }

  /// The readings of the embedded profile. Nil when libvips applies it as browsers do, and when no profile is embedded.
  private mutating func profileColors(
    _ picture: UnreadPicture
  ) -> [(Rendition, PictureReading.Color)]? {
    guard picture.hasProfile else { return nil }
    return profileColors(
      channelCount: picture.colorChannelCount, RawSpan(_unsafeBytes: picture.profile), of: picture)
  }

  /// - Parameter picture: That libvips has embedded the profile in; nil where it does not know of it.
  private mutating func profileColors(
    channelCount: Int, _ bytes: RawSpan, of picture: UnreadPicture?
  ) -> [(Rendition, PictureReading.Color)]? {
    guard let profile = ICCProfile(bytes) else { return nil }
    let isEmbedded = picture != nil
    // A profile for other channels: browsers do without, but for one of RGB in a grey picture.
    guard profile.space.channelCount == channelCount || (profile.space == .rgb && channelCount == 1) else {
      return isEmbedded ? [(.standard, .asStored)] : nil
    }
    if profile.isSound, profile.space == .rgb, let coding = profile.coding {
      return Self.colors(coding) ?? [(.standard, .asStored)]
    }
    guard let first = profile.ways.first else { return isEmbedded ? [(.standard, .asStored)] : nil }
    // What a table makes of CMYK is not what viewers without one show.
    let effect = profile.space == .cmyk ? .strong : profile.effect(first, bytes)
    if case .slight = effect, profile.isPlain, let picture, profile.space.channelCount == channelCount {
      if picture.acceptsProfile { return nil }
      if profile.isSound { unseen.append(Unseen(.color, "an ICC profile that does not convert")) }
      return [(.standard, .asStored)]
    }
    var colors = profile.ways.prefix(profile.space == .cmyk ? 1 : .max).map { way in
      PictureReading.Color.profile(profile.profile(way, bytes), isFirst: profile.space != .cmyk)
    }
    if case .strong = effect {
      colors.insert(.asStored, at: profile.isSound ? colors.count : 0)
    } else {
      colors = [colors[0]]
    }
    return colors.enumerated().map { index, color in
      if index == 0 { return (.standard, color) }
      if case .asStored = color { return (.withoutProfile, color) }
      return (.otherReading, color)
    }
  }

  /// The header decides which samples of a TIFF are colour and which are opacity.
  private mutating func addSamples(of page: TIFFPage) {
    standard.samples = (page.extraSampleCount, page.alphaSample)
    standard.orientation = page.orientation
    for index in others.indices {
      (others[index].samples, others[index].orientation) = (standard.samples, standard.orientation)
    }
    if let alpha = page.possibleAlphaSample, alpha != page.alphaSample {
      var other = standard
      other.rendition = .otherReading
      other.samples = (page.extraSampleCount, alpha)
      others.append(other)
    }
  }
}
