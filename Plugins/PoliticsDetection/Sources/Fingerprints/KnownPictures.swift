package import ImageMatching
import ModerationCore

/// The entries of fingerprint lists and the index that finds them. Shared by every detector of the same lists, whatever
/// the lists suggest.
package final class KnownPictures: Sendable {
  /// The lists that this was built for, with the suggestions of their files.
  let lists: [FingerprintList]

  /// How many entries all lists have together.
  let count: Int

  private let index: FingerprintIndex
  /// Where each list's entries start in one numbering of all.
  private let firstEntryOfList: [Int]

  /// Builds.
  ///
  /// - Throws: `HostFailure.Code.invalidComposition` when there is no entry, or too many.
  init(_ lists: [FingerprintList]) throws(HostFailure) {
    let count = lists.reduce(0) { $0 + $1.entries.count }
    guard count > 0 else {
      throw HostFailure(.invalidComposition, message: "the fingerprint lists have no entry: no picture could be known")
    }
    guard lists.count <= FingerprintDetector.maximumListCount, count <= FingerprintList.maximumEntryCount else {
      throw HostFailure(
        .invalidComposition,
        message: """
          \(lists.count) fingerprint lists with \(count) entries together; \(FingerprintDetector.maximumListCount) \
          lists with \(FingerprintList.maximumEntryCount) entries are allowed
          """)
    }
    self.count = count
    self.lists = lists.map { $0.replacingSuggestion(nil) }
    var first = 0
    firstEntryOfList = lists.map { list in
      defer { first += list.entries.count }
      return first
    }
    index = FingerprintIndex(lists.flatMap { $0.entries.map(\.hash) })
  }

  /// Whether this was built for these lists, in this order. Compares the entries and not only the identities: two
  /// states of a list may have the same first digits. Takes no time where the entries are shared.
  package func serve(_ others: [FingerprintList]) -> Bool {
    others.count == lists.count
      && zip(lists, others).allSatisfy { $0.identity == $1.identity && $0.entries == $1.entries }
  }

  /// The entries within a distance, by their number among all.
  func matches(for hash: PDQHash, within maximumDistanceBits: Int) -> [FingerprintIndex.Match] {
    index.matches(for: hash, within: maximumDistanceBits)
  }

  /// An entry by its number among all, and the place of its list.
  func entry(_ number: Int) -> (entry: FingerprintList.Entry, list: Int) {
    // The last list that starts at or before it: an empty one starts where the next does.
    let list = (firstEntryOfList.firstIndex { $0 > number } ?? lists.count) - 1
    return (lists[list].entries[number - firstEntryOfList[list]], list)
  }
}
