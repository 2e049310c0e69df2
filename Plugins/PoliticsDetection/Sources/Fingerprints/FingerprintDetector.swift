public import ImageMatching
public import ModerationCore

/// Compares a picture with the operator's lists of known pictures, by PDQ hash.
///
/// The picture is compared as it is and in its seven turned and mirrored views, so that most uploads that were turned
/// or mirrored are known again. A finding names the entry, its list, the distance in bits, the quality of the picture's
/// hash and the view that hit. What was cropped by a few percent, framed or drawn over is not found: FINGERPRINTS.md
/// has figures.
///
/// A hash of low quality says little, because flat colours and gradients share hashes. Where the quality of the picture
/// or that of the entry is below `leastQuality`, only an equal hash of the picture as it is counts, and it asks for a
/// person.
///
/// Immutable, called from any thread; changed lists are a new detector. An index takes about 100 bytes an entry.
public struct FingerprintDetector: Detector {
  /// How the detector wants its pixels.
  public static let wish = PDQHasher.wish
  /// Pictures and entries of a lower quality, 0…100, are not compared but for equality. Source: the advice in
  /// ThreatExchange, hashing/pdq, to discard hashes of quality 49 or less.
  public static let leastQuality = 50
  /// The most findings of one frame, the nearest of all: 8.
  public static let maximumFindingCount = 8
  /// The most lists of one detector: 256.
  public static let maximumListCount = 256

  public let descriptor: DetectorDescriptor
  public var inputWish: InputWish { Self.wish }

  /// What was built for the lists. Detectors whose lists differ in `suggestion` alone may share it.
  package let pictures: KnownPictures
  /// What no entry of each list suggests more than, where the list says.
  private let gravest: [Suggestion?]

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
    gravest = lists.map(\.suggestion)
    descriptor = Self.descriptor(
      supplied: ["fingerprints": pictures.count], lists: lists.map(\.identity))
  }

  /// What the detector is, known without a list.
  public static let descriptor = descriptor(supplied: [:], lists: [])

  private static func descriptor(supplied: [String: Int], lists: [ListIdentity]) -> DetectorDescriptor {
    DetectorDescriptor(
      id: "politics.fingerprints/1", scene: .politics, covers: [.knownPicture],
      doesNotCover: [.galleryFace, .politicalSymbol],
      bands: [
        .polity: ScoreBands(
          reviewFrom: FingerprintScore.review, as: .polity, .knownPicture, blockAbove: FingerprintScore.block,
          as: .polity, .knownPicture)
      ],
      basis: .operatorList, supplied: supplied, lists: lists)
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
    return nearest(to: picture).map { finding($0, of: picture) }
  }

  /// One entry that is near enough, and how it was seen.
  private struct Hit {
    let index: Int
    let distanceBits: Int
    let view: PictureView
  }

  /// The entries that count, each in its nearest view, nearest first.
  private func nearest(to picture: PDQFingerprint) -> [Hit] {
    var hits: [Int: Hit] = [:]
    let trusted = picture.quality >= Self.leastQuality
    for view in trusted ? PictureView.allCases : [.asItIs] {
      let bound = trusted ? FingerprintIndex.maximumDistanceBits : 0
      for match in pictures.matches(for: picture.hash(of: view), within: bound) {
        if !trusts(pictures.entry(match.index).entry), match.distanceBits > 0 || view != .asItIs { continue }
        if let other = hits[match.index], other.distanceBits <= match.distanceBits { continue }
        hits[match.index] = Hit(index: match.index, distanceBits: match.distanceBits, view: view)
      }
    }
    return Array(
      hits.values.sorted { ($0.distanceBits, $0.index) < ($1.distanceBits, $1.index) }
        .prefix(Self.maximumFindingCount))
  }

  /// The bands decide, but for entries that may pass or ask for a person at most, and hashes that say little.
  private static func suggestion(
    ofScore score: Double, isDoubtful: Bool, atMost gravest: Suggestion
  ) -> Suggestion? {
    if gravest == .pass { return .pass }
    return isDoubtful || (gravest == .review && score >= FingerprintScore.review) ? .review : nil
  }

  private func trusts(_ entry: FingerprintList.Entry) -> Bool { (entry.quality ?? 100) >= Self.leastQuality }

  private func finding(_ hit: Hit, of picture: PDQFingerprint) -> Finding {
    let (entry, list) = pictures.entry(hit.index)
    let gravest = gravest[list] ?? entry.suggestion
    let score = FingerprintScore.score(ofDistance: hit.distanceBits)
    let isDoubtful = picture.quality < Self.leastQuality || !trusts(entry)
    let name = entry.name.isEmpty ? "line \(entry.line)" : entry.name
    return Finding(
      label: .polity, subLabel: .knownPicture,
      score: score, text: name, keywords: [name], list: pictures.lists[list].name,
      suggestion: Self.suggestion(ofScore: score, isDoubtful: isDoubtful, atMost: gravest),
      details: [
        "distanceBits": "\(hit.distanceBits)", "quality": "\(picture.quality)", "transform": "\(hit.view)",
      ])
  }
}
