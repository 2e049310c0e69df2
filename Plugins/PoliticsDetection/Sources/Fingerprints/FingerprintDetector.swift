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

  private let known: [KnownPicture]
  private let index: FingerprintIndex

  /// An entry and the list that it stands in.
  private struct KnownPicture {
    let entry: FingerprintList.Entry
    let list: String
  }

  /// Makes a detector of lists.
  ///
  /// - Throws: `HostFailure.Code.invalidComposition` when there is no entry to compare with, or when the lists have
  ///   more entries together than one list may have.
  public init(lists: [FingerprintList]) throws(HostFailure) {
    let count = lists.reduce(0) { $0 + $1.entries.count }
    guard count > 0 else {
      throw HostFailure(.invalidComposition, message: "the fingerprint lists have no entry: no picture could be known")
    }
    guard lists.count <= Self.maximumListCount, count <= FingerprintList.maximumEntryCount else {
      throw HostFailure(
        .invalidComposition,
        message: """
          \(lists.count) fingerprint lists with \(count) entries together; \(Self.maximumListCount) lists with \
          \(FingerprintList.maximumEntryCount) entries are allowed
          """)
    }
    known = lists.flatMap { list in list.entries.map { KnownPicture(entry: $0, list: list.name) } }
    index = FingerprintIndex(known.map(\.entry.hash))
    descriptor = DetectorDescriptor(
      id: "politics.fingerprints/1", scene: .politics, covers: [.knownPicture],
      doesNotCover: [.galleryFace, .politicalSymbol],
      bands: [
        .polity: ScoreBands(
          reviewFrom: FingerprintScore.review, as: .polity, .knownPicture, blockAbove: FingerprintScore.block,
          as: .polity, .knownPicture)
      ],
      basis: .operatorList, supplied: ["fingerprints": count], lists: lists.map(\.identity))
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
      for match in index.matches(for: picture.hash(of: view), within: bound) {
        if !trusts(known[match.index].entry), match.distanceBits > 0 || view != .asItIs { continue }
        if let other = hits[match.index], other.distanceBits <= match.distanceBits { continue }
        hits[match.index] = Hit(index: match.index, distanceBits: match.distanceBits, view: view)
      }
    }
    return Array(
      hits.values.sorted { ($0.distanceBits, $0.index) < ($1.distanceBits, $1.index) }
        .prefix(Self.maximumFindingCount))
  }

  private func trusts(_ entry: FingerprintList.Entry) -> Bool { (entry.quality ?? 100) >= Self.leastQuality }

  private func finding(_ hit: Hit, of picture: PDQFingerprint) -> Finding {
    let (entry, list) = (known[hit.index].entry, known[hit.index].list)
    let score = FingerprintScore.score(ofDistance: hit.distanceBits)
    let isDoubtful = picture.quality < Self.leastQuality || !trusts(entry)
    let name = entry.name.isEmpty ? "line \(entry.line)" : entry.name
    return Finding(
      label: .polity, subLabel: .knownPicture,
      score: score, text: name, keywords: [name], list: list,
      // The bands decide, but for entries that may only ask for a person and hashes that say little.
      suggestion: isDoubtful || (entry.suggestion == .review && score >= FingerprintScore.review) ? .review : nil,
      details: [
        "distanceBits": "\(hit.distanceBits)", "quality": "\(picture.quality)", "transform": "\(hit.view)",
      ])
  }
}
