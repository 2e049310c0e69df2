/// Text in the form in which it is matched, with the way back to the original.
public struct NormalizedText: Hashable, Sendable {
  /// The Unicode scalar values after normalisation.
  public internal(set) var scalars: [UInt32]
  /// For each scalar, where the piece of the original that it came from starts, in UTF-8 bytes. Ascending.
  var starts: [Int]
  /// For each scalar, where its piece ends; empty as long as every piece ends where the next one starts.
  private var ends: [Int] = []
  /// The length of the original in UTF-8 bytes.
  public let originalUTF8Count: Int

  init(scalars: [UInt32] = [], starts: [Int] = [], originalUTF8Count: Int) {
    self.scalars = scalars
    self.starts = starts
    self.originalUTF8Count = originalUTF8Count
  }

  /// The piece of the original, in UTF-8 bytes, that a range of normalised scalars came from.
  ///
  /// The pieces of neighbouring scalars are equal or adjoin, and together they cover the original, unless a step dropped
  /// some between them. Complexity: constant but for the scalars that share the last piece.
  public func originalUTF8Range(of range: Range<Int>) -> Range<Int> {
    guard let lower = range.first, let upper = range.last else { return 0..<0 }
    if !ends.isEmpty { return starts[lower]..<ends[upper] }
    var next = upper + 1
    while next < starts.count, starts[next] == starts[upper] { next += 1 }
    return starts[lower]..<(next < starts.count ? starts[next] : originalUTF8Count)
  }
}

extension NormalizedText {
  /// Drops the scalars whose flag is set; the pieces of the others stay what they are.
  mutating func drop(where isDropped: [Bool]) {
    if ends.isEmpty {
      ends = [Int](repeating: originalUTF8Count, count: starts.count)
      for index in starts.indices.dropLast().reversed() {
        ends[index] = starts[index] == starts[index + 1] ? ends[index + 1] : starts[index + 1]
      }
    }
    var kept = 0
    for index in scalars.indices where !isDropped[index] {
      (scalars[kept], starts[kept], ends[kept]) = (scalars[index], starts[index], ends[index])
      kept += 1
    }
    scalars.removeSubrange(kept...)
    starts.removeSubrange(kept...)
    ends.removeSubrange(kept...)
  }

  /// The normalised scalars as text.
  public var text: String {
    var result = String.UnicodeScalarView()
    for scalar in scalars { Unicode.Scalar(scalar).map { result.append($0) } }
    return String(result)
  }
}
