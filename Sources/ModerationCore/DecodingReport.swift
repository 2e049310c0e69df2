/// What a decoder says of a file beside its frames.
///
/// `unseen` has no default: whoever writes a reader says what it leaves out.
public struct DecodingReport: Hashable, Sendable {
  /// The most entries of `unseen`; what is beyond them is one more entry that says so.
  public static let maximumUnseenCount = 32
  /// The most bytes of UTF-8 of all `texts` together.
  public static let maximumTextByteCount = 32_768

  /// What a viewer may show and no frame shows; ascending, each once.
  public private(set) var unseen: [Unseen]
  /// What the file holds that is none of its pictures: facts, no gap.
  public var holds: Set<AuxiliaryPart>
  /// Frames that were asked for and do not decode, while the one that stands for the file does; ascending.
  public private(set) var undecoded: [Int] = []
  /// Text that the file states in characters, as a drawing does; in its order. Judged as text that was read.
  public private(set) var texts: [String]

  /// All that a viewer may show was shown.
  public static let allShown = DecodingReport(unseen: [])

  /// Makes a report; each list is cut to its bound.
  public init(
    unseen: [Unseen], holds: Set<AuxiliaryPart> = [], undecoded: [Int] = [], texts: [String] = []
  ) {
    self.unseen = []
    self.undecoded = Set(undecoded).sorted()
    self.holds = holds
    self.texts = []
    add(unseen)
    for text in texts { add(text: text) }
  }

  /// Adds what was not shown.
  public mutating func add(_ more: [Unseen]) {
    let all = Set(unseen + more).sorted()
    unseen = Array(all.prefix(Self.maximumUnseenCount))
    guard all.count > unseen.count, let last = unseen.last else { return }
    unseen[unseen.count - 1] = Unseen(last.kind, "\(all.count - unseen.count + 1) more")
    unseen.sort()
  }

  /// The same report with more that was not shown.
  public func adding(_ more: [Unseen]) -> DecodingReport {
    var report = self
    report.add(more)
    return report
  }

  /// Adds a text; what is beyond the bound is left out and named.
  public mutating func add(text: String) {
    let used = texts.reduce(0) { $0 + $1.utf8.count }
    guard !text.isEmpty else { return }
    guard used + text.utf8.count <= Self.maximumTextByteCount else {
      return add([Unseen(.construct, "text beyond \(Self.maximumTextByteCount) bytes")])
    }
    texts.append(text)
  }

  /// Names a further frame that does not decode.
  public mutating func add(undecoded index: Int) {
    undecoded = (Set(undecoded).union([index])).sorted()
    add([Unseen(.picture, "picture \(index) of the file, which does not decode")])
  }

  /// Adds all that another reader of the same file reports.
  public mutating func add(_ other: DecodingReport) {
    add(other.unseen)
    holds.formUnion(other.holds)
    undecoded = (Set(undecoded).union(other.undecoded)).sorted()
    for text in other.texts { add(text: text) }
  }
}

/// Something in a file that is none of its pictures: named in the result, judged by nobody, never a gap.
public enum AuxiliaryPart: String, Hashable, Comparable, Sendable, CaseIterable {
  /// A preview in EXIF or of a HEIF item.
  case thumbnail
  /// A picture of a TIFF in a smaller size.
  case reducedResolution
  /// How far away what is seen is.
  case depthMap
  /// Opacity that is stored as a picture of its own.
  case alphaPlane
  /// What makes an HDR picture out of an SDR one.
  case gainMap
  /// A mask for printing or editing.
  case mask
  /// Colours of pixels that are wholly transparent.
  case colorUnderZeroAlpha
  /// Sound, or a film.
  case motion

  public static func < (left: AuxiliaryPart, right: AuxiliaryPart) -> Bool { left.rawValue < right.rawValue }
}
