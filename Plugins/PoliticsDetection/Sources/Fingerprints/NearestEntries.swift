import ImageMatching

/// The nearest of the entries that were hit, each once and in its nearest view: a short list, so that a hit costs the
/// same however many there are.
struct NearestEntries {
  /// One entry that is near enough, and how it was seen.
  struct Hit {
    let number: Int
    let distanceBits: Int
    let view: PictureView

    fileprivate func precedes(_ other: Hit) -> Bool {
      (distanceBits, number) < (other.distanceBits, other.number)
    }
  }

  /// The hits, nearest first, those as near in the order of the lists.
  private(set) var hits: [Hit] = []
  private let maximumCount: Int

  init(atMost maximumCount: Int) { self.maximumCount = maximumCount }

  mutating func add(_ hit: Hit) {
    if let last = hits.last, hits.count == maximumCount, !hit.precedes(last) { return }
    if let known = hits.firstIndex(where: { $0.number == hit.number }) {
      guard hit.distanceBits < hits[known].distanceBits else { return }
      hits.remove(at: known)
    } else if hits.count == maximumCount {
      hits.removeLast()
    }
    hits.insert(hit, at: hits.firstIndex { hit.precedes($0) } ?? hits.count)
  }
}
