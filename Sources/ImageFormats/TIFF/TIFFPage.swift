package import ModerationCore

/// What one directory of a TIFF file says of its picture: each tag as first met, as libtiff takes repetitions too.
package struct TIFFPage: Sendable {
  /// How the samples of a pixel become a colour (TIFF 6.0, PhotometricInterpretation).
  enum Photometric: Int {
    case whiteIsZero = 0
    case blackIsZero = 1
    case rgb = 2
    case palette = 3
    case separated = 5
    case yCbCr = 6
    case lab = 8

    /// What is said of it.
    var name: String {
      switch self {
      case .whiteIsZero, .blackIsZero: "grey"
      case .rgb: "RGB"
      case .palette: "palette"
      case .separated: "CMYK"
      case .yCbCr: "YCbCr"
      case .lab: "CIELAB"
      }
    }

    /// Samples that make the colour; those behind them are extra.
    var colorSampleCount: Int {
      switch self {
      case .whiteIsZero, .blackIsZero, .palette: 1
      case .rgb, .yCbCr, .lab: 3
      case .separated: 4
      }
    }

    /// Bits of a sample that are decoded.
    var bits: [Int] {
      switch self {
      case .whiteIsZero, .blackIsZero, .palette: [1, 2, 4, 8, 16]
      case .rgb, .separated, .lab: [8, 16]
      case .yCbCr: [8]
      }
    }
  }

  /// What an extra sample is (TIFF 6.0, ExtraSamples).
  enum ExtraSample: Int {
    case unspecified = 0
    case associatedAlpha = 1
    case unassociatedAlpha = 2
  }

  /// Tags read of a directory: all that a classic TIFF can claim.
  static let maximumEntryCount = 65_535
  /// Extra samples whose kind is read; Photoshop stores up to 56 channels.
  static let maximumExtraSampleCount = 64

  /// Where the directory stands.
  package let offset: Int
  private(set) var width: Int?
  private(set) var height: Int?
  private(set) var bitsPerSample: Int?
  private var compression: Int?
  private var photometricValue: Int?
  private(set) var samplesPerPixel: Int?
  private var orientationValue: Int?
  private var isPlanar = false
  private var isTiled = false
  private var inkSet: Int?
  private var hasUnsignedSamples = true
  private var extraKinds: [Int]?
  private(set) var hasColorProfile = false

  init(at directory: Int, of structure: TIFFStructure, _ bytes: RawSpan) {
    offset = directory
    let count = structure.entryCount(of: directory, bytes) ?? 0
    for index in 0..<min(count, Self.maximumEntryCount) {
      guard let entry = structure.entry(index, of: directory, bytes) else { break }
      note(entry, of: structure, bytes)
    }
  }

  private mutating func note(_ entry: TIFFStructure.Entry, of structure: TIFFStructure, _ bytes: RawSpan) {
    switch entry.tag {
    case 256: width = width ?? structure.integer(entry, bytes)
    case 257: height = height ?? structure.integer(entry, bytes)
    case 258: bitsPerSample = bitsPerSample ?? structure.integer(entry, bytes)
    case 259: compression = compression ?? structure.integer(entry, bytes)
    case 262: photometricValue = photometricValue ?? structure.integer(entry, bytes)
    case 274: orientationValue = orientationValue ?? structure.integer(entry, bytes)
    case 277: samplesPerPixel = samplesPerPixel ?? structure.integer(entry, bytes)
    case 284: isPlanar = structure.integer(entry, bytes) == 2
    case 322, 323: isTiled = true
    case 332: inkSet = inkSet ?? structure.integer(entry, bytes)
    case 338 where extraKinds == nil:
      extraKinds = (0..<min(entry.count, Self.maximumExtraSampleCount)).compactMap { index in
        structure.integer(entry, at: index, bytes)
      }
    case 339:  // SampleFormat: 1 unsigned, 4 undefined
      hasUnsignedSamples = [1, 4].contains(structure.integer(entry, bytes) ?? 1)
    case 34675: hasColorProfile = entry.count > 0
    default: break
    }
  }

  /// Width and height as stored.
  var codedSize: PixelSize? {
    guard let width, let height, width > 0, height > 0 else { return nil }
    return PixelSize(width: width, height: height)
  }

  /// How the picture lies, as EXIF numbers it.
  package var orientation: Int { ImageOrientation(exifValue: orientationValue ?? 1).exifValue }

  /// How the samples become a colour; nil for a way that is not decoded.
  var photometric: Photometric? { Photometric(rawValue: photometricValue ?? 1) }

  /// The kinds of the samples behind those of the colour. One that the file says nothing of is unspecified.
  private var extraSamples: [ExtraSample] {
    guard let photometric else { return [] }
    let count = min((samplesPerPixel ?? 1) - photometric.colorSampleCount, Self.maximumExtraSampleCount)
    let kinds = extraKinds ?? []
    return (0..<max(0, count)).map { index in
      index < kinds.count ? ExtraSample(rawValue: kinds[index]) ?? .unspecified : .unspecified
    }
  }

  /// How many samples stand behind those of the colour.
  package var extraSampleCount: Int { max(0, (samplesPerPixel ?? 1) - (photometric?.colorSampleCount ?? 1)) }

  /// Which of the extra samples is opacity; nil for none. What the file does not call so, is not: Photoshop stores
  /// selections and inks beside the colours.
  package var alphaSample: Int? { extraSamples.firstIndex { $0 != .unspecified } }

  /// The extra sample that some viewers take for opacity, although the file does not call it so: the first, where its
  /// kind is unspecified (libtiff's RGBA interface, and libvips).
  package var possibleAlphaSample: Int? {
    guard let photometric, [.rgb, .blackIsZero, .whiteIsZero].contains(photometric), extraSamples.first == .unspecified
    else { return nil }
    return 0
  }

  /// Refuses what is not decoded, by name.
  package func check() throws(InputRejection) {
    let samples = samplesPerPixel ?? 1
    let bits = bitsPerSample ?? 1
    guard codedSize != nil else {
      throw .unreadable(.tiff, "no width and height in the directory", at: offset)
    }
    guard (1...65_535).contains(samples), (1...64).contains(bits) else {
      throw .unreadable(.tiff, "\(samples) samples of \(bits) bits per pixel", at: offset)
    }
    if let kind = undecodable(samples: samples, bits: bits) {
      throw InputRejection(.formatNotDecodable, message: "TIFF with \(kind) is not decodable")
    }
  }

  /// What of the picture is not decoded; nil for nothing.
  private func undecodable(samples: Int, bits: Int) -> String? {
    // Signed, floating or 32-bit samples have no agreed black and white: whoever shows them chooses.
    guard hasUnsignedSamples, bits <= 16 else { return "samples other than unsigned numbers of up to 16 bits" }
    guard let photometric else { return "photometric interpretation \(photometricValue ?? 1)" }
    if compression == 6 { return "old-style JPEG" }
    guard photometric.bits.contains(bits) else { return "\(photometric.name) samples of \(bits) bits" }
    guard samples >= photometric.colorSampleCount else { return "\(samples) samples of \(photometric.name)" }
    // libvips hands out luma and chroma as red, green and blue where no JPEG codec has converted them.
    if photometric == .yCbCr, compression != 7 { return "YCbCr samples that are not JPEG" }
    if photometric == .separated, inkSet ?? 1 != 1 { return "inks other than CMYK" }
    if isPlanar, isTiled, samples > 1 { return "tiles in separate planes" }
    if bits < 8, samples > 1 { return "\(samples) samples of \(bits) bits" }
    return nil
  }
}
