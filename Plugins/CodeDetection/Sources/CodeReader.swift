public import ModerationCore

/// Reads the codes that a `CodeQuestion` asks about: in this process, or in a worker for another one.
public struct CodeReader: Sendable {
  /// Gives what was read in the parts of a frame that a question names.
  public typealias Answer = @Sendable (RawSpan, FrameDescription) throws(DetectorFailure) -> [Finding]

  private let library: CodeLibrary

  /// Makes a reader with a library that was opened.
  public init(library: CodeLibrary) { self.library = library }

  /// Reads, without a bound of its own.
  ///
  /// - Parameters:
  ///   - question: What `BarcodeDetector` or `SmallCodeDetector` ask.
  ///   - frame: The frame that they were shown; findings lie in it.
  /// - Throws: `unexpectedInput` where the bytes are no question, `inferenceFailed` where the library fails.
  public func read(_ question: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    guard let parts = CodeQuestion.parts(of: question) else {
      throw DetectorFailure(.unexpectedInput, message: "\(question.byteCount) bytes are not a question about codes")
    }
    return try codes(in: parts).map { $0.finding(in: frame) }
  }

  private typealias Part = (region: CodeRegion, pixels: Luminance)

  /// Regions with sides of so many pixels are read in half their size as well where nothing is found: the library does
  /// it by itself with larger ones only.
  private static let halvedSides = 60...640

  private func codes(in parts: [Part]) throws(DetectorFailure) -> [Code] {
    var codes = try all(parts) { part throws(DetectorFailure) in
      try read(part.pixels, part, isThorough: true, isHalved: !part.region.kinds.contains(.smallQR))
    }
    // Small QR codes are looked for light on dark in the same search.
    let rest = parts.filter { !$0.region.kinds.contains(.smallQR) }
    if codes.isEmpty {
      codes = try all(rest) { part throws(DetectorFailure) in
        try read(part.pixels.inverted, part, isThorough: false, isHalved: true)
      }
    }
    if codes.isEmpty {
      codes = try all(rest) { part throws(DetectorFailure) in
        guard let stretched = part.pixels.stretched else { return [] }
        return try read(stretched, part, isThorough: false, isHalved: false)
      }
    }
    // By place, so that the order of the search does not show.
    return Array(
      codes.sorted { ($0.box.y, $0.box.x, $0.text) < ($1.box.y, $1.box.x, $1.text) }
        .prefix(BarcodeDetector.maximumCodes))
  }

  /// What is found in all parts, each code once: parts may overlap.
  private func all(
    _ parts: [Part], _ read: (Part) throws(DetectorFailure) -> [Code]
  ) throws(DetectorFailure) -> [Code] {
    var codes: [Code] = []
    for part in parts {
      for code in try read(part) where !codes.contains(where: { $0.isSame(as: code) }) { codes.append(code) }
    }
    return codes
  }

  private func read(
    _ pixels: Luminance, _ part: Part, isThorough: Bool, isHalved: Bool
  ) throws(DetectorFailure) -> [Code] {
    let kinds = part.region.kinds
    func codes(_ pixels: Luminance, scale: Double) throws(DetectorFailure) -> [Code] {
      try library.read(pixels, kinds, atMost: BarcodeDetector.maximumCodes, isThorough: isThorough)
        .map { $0.placed(in: part.region.box, scale: scale) }
    }
    let found = try codes(pixels, scale: 1)
    let sides = Self.halvedSides
    guard isHalved, found.isEmpty, sides.contains(pixels.width), sides.contains(pixels.height) else { return found }
    return try codes(pixels.halved, scale: 2)
  }
}
