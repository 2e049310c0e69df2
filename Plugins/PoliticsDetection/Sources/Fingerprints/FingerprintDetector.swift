public import ImageMatching
public import ModerationCore

/// Compares a picture with the operator's lists of known pictures, by PDQ hash.
///
/// The picture is compared as it is and in its seven turned and mirrored views, so that most uploads that were turned
/// or mirrored are known again. A finding names the entry, its list, the distance in bits, the quality of the picture's
/// hash and the view that hit. What was cropped by a few percent, framed or drawn over is not found: FINGERPRINTS.md
/// has figures.
///
/// A hash of low quality says nothing, because flat colours and gradients share hashes: pictures and entries below
/// `leastQuality` are not compared, nor are entries whose hash is flat by itself.
///
/// An entry that passes keeps what is seen in the picture from counting, all of it or what has the entry's label, but
/// only where the picture is nearly the same and as it is; words and codes in it count all the same.
///
/// Every finding has the picture's hash (`pdq`), and so has the single one of a picture that no list knows, which passes:
/// results can be searched by lists of a later day.
///
/// Immutable, called from any thread; changed lists are a new detector. An index takes about 100 bytes an entry.
public struct FingerprintDetector: Detector {
  /// How the detector wants its pixels.
  public static let wish = PDQHasher.wish
  /// Pictures and entries of a lower quality, 0…100, are not compared.
  public static let leastQuality = PDQFingerprint.leastQuality
  /// The most findings of one frame that claim one label and suggest one thing, the nearest of them: 8. So nothing
  /// crowds out what is graver or of another label, of which a list has at most 256.
  public static let maximumFindingCount = 8
  /// The most lists of one detector: 256.
  public static let maximumListCount = 256

  public let descriptor: DetectorDescriptor
  public var inputWish: InputWish { Self.wish }

  /// What was built for the lists. Detectors whose lists differ in `suggestion` alone may share it.
  package let pictures: KnownPictures
  /// The same lists as `pictures` has, with what they suggest and at what distance.
  private let lists: [FingerprintList]
  /// The largest distance at which any entry is met.
  private let farthestBits: Int

  /// Makes a detector of lists.
  ///
  /// - Throws: `HostFailure.Code.invalidComposition` when there is no entry to compare with, or when the lists have
  ///   more entries together than one list may have.
  public init(lists: [FingerprintList]) throws(HostFailure) {
    self.init(lists, try KnownPictures(lists))
  }

  /// Makes a detector of what was built for these very lists, whatever they suggested; nil when it was built for
  /// others.
  package init?(lists: [FingerprintList], sharing pictures: KnownPictures) {
    guard pictures.serve(lists) else { return nil }
    self.init(lists, pictures)
  }

  private init(_ lists: [FingerprintList], _ pictures: KnownPictures) {
    self.pictures = pictures
    self.lists = lists
    farthestBits = lists.map { $0.distanceBits(of: .block) }.max() ?? 0
    descriptor = Self.descriptor(
      labels: lists.reduce(into: [.polity]) { $0.formUnion($1.labels) },
      supplied: ["fingerprints": pictures.count], lists: lists.map(\.identity))
  }

  /// What the detector is, known without a list, and so without the labels that lists claim.
  public static let descriptor = descriptor(labels: [.polity], supplied: [:], lists: [])

  private static func descriptor(
    labels: Set<Label>, supplied: [String: Int], lists: [ListIdentity]
  ) -> DetectorDescriptor {
    DetectorDescriptor(
      id: "politics.fingerprints/2", scene: .politics, covers: [.knownPicture],
      doesNotCover: [.galleryFace, .politicalSymbol, .smallFaces],
      bands: Dictionary(uniqueKeysWithValues: labels.map { ($0, bands(for: $0)) }),
      basis: .operatorList, supplied: supplied, lists: lists)
  }

  private static func bands(for label: Label) -> ScoreBands {
    ScoreBands(
      reviewFrom: FingerprintScore.review, as: label, .knownPicture, blockAbove: FingerprintScore.block, as: label,
      .knownPicture)
  }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    guard frame.channelOrder == .rgb,
      let picture = PDQHasher.fingerprint(
        pixels, width: frame.size.width, height: frame.size.height, strideBytes: frame.strideBytes)
    else {
      throw DetectorFailure(
        .unexpectedInput,
        message: "PDQ takes RGB pixels of at most \(PDQHasher.maximumSidePixels) a side, not \(frame.size)")
    }
    // A part of a picture that resembles an allowed one says nothing of the rest.
    let isWhole = frame.tile == nil
    let findings = nearest(to: picture, isWhole: isWhole).map { finding($0, of: picture) }
    return findings.isEmpty && isWhole && picture.isTrusted ? [Self.stranger(picture)] : findings
  }

  /// What is told of a picture that no list knows: its hash, so that it can be found by lists of a later day.
  private static func stranger(_ picture: PDQFingerprint) -> Finding {
    Finding(
      label: .polity, score: 0, suggestion: .pass, details: ["pdq": "\(picture.hash)", "quality": "\(picture.quality)"])
  }

  /// What hits have in common that crowd each other out.
  private struct Kind: Hashable {
    let suggestion: Suggestion
    let label: Label?
  }

  /// The entries that count, each in its nearest view: the gravest first, then the nearest.
  private func nearest(to picture: PDQFingerprint, isWhole: Bool) -> [NearestEntries.Hit] {
    guard picture.isTrusted else { return [] }
    var nearest: [Kind: NearestEntries] = [:]
    for view in PictureView.allCases {
      pictures.visit(near: picture.hash(of: view), within: farthestBits) { match in
        let (list, entry) = pictures.place(of: match.index)
        let suggestion = lists[list].suggestion(ofEntry: entry)
        guard match.distanceBits <= lists[list].distanceBits(of: suggestion),
          suggestion != .pass || (view == .asItIs && isWhole)
        else { return }
        let kind = Kind(suggestion: suggestion, label: lists[list].label(ofEntry: entry))
        nearest[kind, default: NearestEntries(atMost: Self.maximumFindingCount)].add(
          NearestEntries.Hit(number: match.index, distanceBits: match.distanceBits, view: view))
      }
    }
    return nearest.sorted { left, right in
      let (first, second) = (left.value.hits.first?.distanceBits ?? 0, right.value.hits.first?.distanceBits ?? 0)
      return (right.key.suggestion, first, left.key.label?.rawValue ?? "")
        < (left.key.suggestion, second, right.key.label?.rawValue ?? "")
    }.flatMap(\.value.hits)
  }

  private func finding(_ hit: NearestEntries.Hit, of picture: PDQFingerprint) -> Finding {
    let (place, index) = pictures.place(of: hit.number)
    let list = lists[place]
    let entry = list.entries[index]
    let gravest = list.suggestion(ofEntry: index)
    let score = FingerprintScore.score(ofDistance: hit.distanceBits)
    let name = entry.name.isEmpty ? "line \(entry.line)" : entry.name
    let facts = [
      "distanceBits": "\(hit.distanceBits)", "pdq": "\(picture.hash)", "quality": "\(picture.quality)",
      "transform": "\(hit.view)",
    ]
    return Finding(
      label: entry.label ?? .polity, subLabel: .knownPicture, score: score, text: name, keywords: [name],
      list: list.name, suggestion: Self.suggestion(ofScore: score, label: entry.label ?? .polity, atMost: gravest),
      allowance: gravest == .pass ? Allowance(labels: entry.label.map { [$0] }, reach: .picture) : nil,
      // The list's own words never stand in for what was measured.
      details: entry.metadata.merging(facts) { $1 })
  }

  /// The bands decide, but for entries that pass or ask for a person at most, and for labels whose thresholds are those
  /// of other detectors' scores.
  private static func suggestion(ofScore score: Double, label: Label, atMost gravest: Suggestion) -> Suggestion? {
    if gravest == .pass { return .pass }
    if label == .polity { return gravest == .review && score >= FingerprintScore.review ? .review : nil }
    return min(gravest, score > FingerprintScore.block ? .block : .review)
  }
}
