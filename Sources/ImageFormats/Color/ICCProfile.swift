/// An ICC profile as browsers read it (ICC.1:2022, 7): a table A2B0, or else A2B1, before a matrix and curves. What
/// else a profile holds does not decide there, though lcms prefers D2B and chooses tables by intent.
package struct ICCProfile {
  /// The channels that a profile is for.
  package enum Space: Sendable {
    case gray, rgb, cmyk

    /// Samples of a pixel.
    package var channelCount: Int {
      switch self {
      case .gray: 1
      case .rgb: 3
      case .cmyk: 4
      }
    }
  }

  /// What colours are computed from.
  package enum Way: Sendable {
    /// A table of the colours of all combinations.
    case table
    /// A curve for each channel, and a matrix.
    case curves
  }

  /// Tags looked at. Profiles have about 20.
  static let maximumTagCount = 1_000
  /// Tags that lcms takes.
  static let maximumLittleCMSTagCount = 100

  package let space: Space
  /// Whether browsers accept the profile: each tag inside it, a version before 5, D50 as the connection's white.
  package let isSound: Bool
  /// The numbers that a profile may state beside; they come before all else.
  package private(set) var coding: ColorCoding?

  private var tags: [FourCC: Range<Int>] = [:]
  /// Whether lcms would see something else than what is looked at here.
  private var holdsMore = false

  /// Reads a profile. The result is nil for bytes that are not an ICC profile, and for a profile of other channels.
  package init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= 132, bytes.fourCC(at: 36) == "acsp", let size = bytes.uint32(at: 0, .big),
      let claimed = bytes.uint32(at: 128, .big)
    else { return nil }
    switch bytes.fourCC(at: 16) {
    case "GRAY": space = .gray
    case "RGB ": space = .rgb
    case "CMYK": space = .cmyk
    default: return nil
    }
    var isSound = size <= bytes.byteCount && (bytes.uint8(at: 8) ?? 5) <= 4 && claimed <= Self.maximumTagCount
    let end = min(size, bytes.byteCount)
    for index in 0..<min(claimed, Self.maximumTagCount) {
      let entry = 132 + index * 12
      guard let tag = bytes.fourCC(at: entry), let start = bytes.uint32(at: entry + 4, .big),
        let count = bytes.uint32(at: entry + 8, .big), count >= 4, start + count <= end
      else {
        isSound = false
        continue
      }
      switch tag {
      case "A2B0", "A2B1", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC", "wtpt", "chad":
        if tags[tag] == nil { tags[tag] = start..<(start + count) }
      case "cicp":
        coding = coding ?? Self.coding(at: start, count, bytes)
      case "D2B0", "D2B1", "D2B2", "D2B3": holdsMore = true
      default: break
      }
    }
    if claimed > Self.maximumLittleCMSTagCount || bytes.fourCC(at: 12) == "link" { holdsMore = true }
    if space == .rgb, bytes.fourCC(at: 20) != "XYZ ", tags["rXYZ"] != nil { holdsMore = true }
    self.isSound = isSound
  }

  /// Whether it is a profile of colours that no file stores by such a one, and that some browsers apply to RGB.
  package static func isOfConnectionSpace(_ bytes: RawSpan) -> Bool {
    bytes.fourCC(at: 36) == "acsp" && (bytes.fourCC(at: 16) == "Lab " || bytes.fourCC(at: 16) == "XYZ ")
  }

  private static func coding(at start: Int, _ count: Int, _ bytes: RawSpan) -> ColorCoding? {
    guard count >= 12, let primaries = bytes.uint8(at: start + 8), let transfer = bytes.uint8(at: start + 9),
      primaries != 2
    else { return nil }
    return ColorCoding(primaries: primaries, transfer: transfer, isVideo: false)
  }

  /// The ways in which the profile can be applied, the one that browsers take first.
  package var ways: [Way] {
    var ways: [Way] = []
    if tags["A2B0"] != nil || tags["A2B1"] != nil { ways.append(.table) }
    if hasCurves { ways.append(.curves) }
    return ways
  }

  private var hasCurves: Bool {
    let needed: [FourCC] = space == .gray ? ["kTRC"] : ["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"]
    return space != .cmyk && needed.allSatisfy { tags[$0] != nil }
  }

  /// Whether lcms, given the profile as it is, takes the only way there is.
  package var isPlain: Bool {
    if holdsMore { return false }
    // lcms is asked for the relative intent, which A2B1 is of; browsers take A2B0 before it.
    return ways == [.curves]
      || (ways == [.table] && tags["A2B1"] != nil && (tags["A2B0"] == nil || tags["A2B0"] == tags["A2B1"]))
  }

  /// A profile that holds one way and nothing else.
  package func profile(_ way: Way, _ bytes: RawSpan) -> [UInt8] {
    var kept: [(FourCC, Range<Int>)] = []
    switch way {
    case .table:
      // Under both names, because lcms refuses a profile that lacks the intent asked for.
      if let place = tags["A2B0"] ?? tags["A2B1"] { kept = [("A2B0", place), ("A2B1", place)] }
    case .curves:
      let names: [FourCC] = ["rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC", "kTRC"]
      kept = names.compactMap { name in tags[name].map { (name, $0) } }
    }
    for name: FourCC in ["wtpt", "chad"] { if let place = tags[name] { kept.append((name, place)) } }
    return Self.file(kept, isMatrix: way == .curves, bytes)
  }

  private static func file(
    _ tags: [(name: FourCC, place: Range<Int>)], isMatrix: Bool, _ bytes: RawSpan
  ) -> [UInt8] {
    let start = 132 + tags.count * 12
    var table: [UInt8] = big(tags.count)
    var data: [UInt8] = []
    var written: [Range<Int>: Int] = [:]
    for tag in tags {
      let place = written[tag.place] ?? start + data.count
      if written[tag.place] == nil {
        written[tag.place] = place
        bytes.withUnsafeBytes { data.append(contentsOf: $0[tag.place]) }
        while data.count % 4 != 0 { data.append(0) }
      }
      table += big(Int(tag.name.code)) + big(place) + big(tag.place.count)
    }
    var head = bytes.withUnsafeBytes { [UInt8]($0[0..<128]) }
    head.replaceSubrange(0..<4, with: big(start + data.count))
    // Whatever it says it is for, it is used as that of a monitor; a matrix leads to XYZ.
    head.replaceSubrange(12..<16, with: Array("mntr".utf8))
    if isMatrix { head.replaceSubrange(20..<24, with: Array("XYZ ".utf8)) }
    return head + table + data
  }

  private static func big(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

  /// What the profile does to a picture that is otherwise shown as if it were sRGB.
  package func effect(_ way: Way, _ bytes: RawSpan) -> ColorCoding.Effect {
    guard way == .curves else { return .strong }
    let names: [FourCC] = space == .gray ? ["kTRC"] : ["rTRC", "gTRC", "bTRC"]
    for name in names {
      guard let place = tags[name], let curve = ICCCurve(place, bytes) else { return .strong }
      let levels = (0..<256).map { ColorCoding.encoded(min(max(curve.light(Double($0) / 255), 0), 1)) * 255 }
      guard ContrastCheck.keepsContrast(levels: levels) else { return .strong }
    }
    guard space == .rgb else { return .slight }
    let columns = (["rXYZ", "gXYZ", "bXYZ"] as [FourCC]).map { tags[$0].flatMap { Self.xyz($0, bytes) } }
    guard let red = columns[0], let green = columns[1], let blue = columns[2],
      let target = ColorCoding.Primaries.sRGB.toXYZ?.inverse
    else { return .strong }
    let matrix = target * ColorMatrix(columns: red, green, blue)
    let isNeutral = matrix.rows.allSatisfy { abs($0.sum() - 1) < 0.15 }
    return isNeutral && ContrastCheck.keepsContrast(matrix: matrix.rows.flatMap { [$0.x, $0.y, $0.z] })
      ? .slight : .strong
  }

  private static func xyz(_ place: Range<Int>, _ bytes: RawSpan) -> SIMD3<Double>? {
    guard place.count >= 20, bytes.fourCC(at: place.lowerBound) == "XYZ " else { return nil }
    let numbers = (0..<3).compactMap { bytes.fixed16(at: place.lowerBound + 8 + $0 * 4) }
    return numbers.count == 3 ? [numbers[0], numbers[1], numbers[2]] : nil
  }
}
