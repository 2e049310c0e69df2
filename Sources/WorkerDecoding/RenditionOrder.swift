import ModerationCore

/// Which frame may come next: those asked for in order, each in its standard rendition first and, until the last is
/// announced, in a bounded number of others. Further frames may be left out, if the report names them.
struct RenditionOrder {
  /// The frames of which nothing has come yet.
  private(set) var awaited: ArraySlice<Int>
  private var skipped: [Int] = []
  private var current: Int?
  private var renditionCount = 0
  private var embeddedCount = 0

  init(awaited: ArraySlice<Int>) {
    self.awaited = awaited
    first = awaited.first
  }

  /// Whether everything has come.
  var isComplete: Bool { awaited.isEmpty && current == nil }

  private let first: Int?

  /// Whether everything has come that a report does not name as undecodable.
  func isComplete(with report: DecodingReport) -> Bool {
    let missing = skipped + awaited
    return current == nil && Set(missing) == Set(report.undecoded) && first.map { !missing.contains($0) } ?? true
  }

  /// Takes note of a frame; false when it may not come now.
  mutating func accepts(_ frame: DecodedFrame) -> Bool {
    if let current {
      guard frame.index == current, frame.rendition != .standard else { return false }
      if frame.rendition == .embedded { embeddedCount += 1 } else { renditionCount += 1 }
    } else {
      guard frame.rendition == .standard, let place = awaited.firstIndex(of: frame.index) else { return false }
      skipped += awaited[..<place]
      awaited = awaited[(place + 1)...]
      (renditionCount, embeddedCount) = (0, 0)
    }
    current = frame.isLastRendition ? nil : frame.index
    return renditionCount <= DecodedFrame.maximumRenditionCount && embeddedCount <= DecodedFrame.maximumEmbeddedCount
  }
}
