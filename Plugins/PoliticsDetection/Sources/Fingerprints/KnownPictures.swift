package import ImageMatching
import ModerationCore

/// The entries of fingerprint lists and the index that finds them. Shared by every detector of the same lists, whatever
/// the lists suggest and however near a picture has to be.
package final class KnownPictures: Sendable {
  /// The lists that this was built for, with the suggestions of their files.
  let lists: [FingerprintList]

  /// How many entries all lists have together that a picture is compared with.
  let count: Int

  private let index: FingerprintIndex
  /// Where each list's entries start in one numbering of all.
  private let firstEntryOfList: [Int]

  /// Builds.
  ///
  /// - Throws: `HostFailure.Code.invalidComposition` when no list has an entry of any kind, or there are too many.
  init(_ lists: [FingerprintList]) throws(HostFailure) {
    guard lists.contains(where: { !$0.isEmpty }) else {
      throw HostFailure(.invalidComposition, message: "the fingerprint lists have no entry: no picture could be known")
    }
    let count = lists.reduce(0) { $0 + $1.entries.count }
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
    // One list's hashes are shared with it and not copied: 32 MB of a million.
    let withHashes = lists.filter { !$0.entries.isEmpty }
    index = FingerprintIndex(withHashes.count == 1 ? withHashes[0].entries.hashes : lists.flatMap(\.entries.hashes))
  }

  /// Whether this was built for these lists, in this order. Compares the entries and not only the identities: two
  /// states of a list may have the same first digits. Takes no time where the entries are shared.
  package func serve(_ others: [FingerprintList]) -> Bool {
    others.count == lists.count
      && zip(lists, others).allSatisfy { $0.identity == $1.identity && $0.entries == $1.entries }
  }

  /// Calls for every entry within a distance, by its number among all, in no order and for some more than once.
  func visit(near hash: PDQHash, within maximumDistanceBits: Int, _ body: (FingerprintIndex.Match) -> Void) {
    index.visit(near: hash, within: maximumDistanceBits, body)
  }

  /// The place of an entry's list, and its own in the list.
  func place(of number: Int) -> (list: Int, entry: Int) {
    // The last list that starts at or before it: an empty one starts where the next does.
    var (low, high) = (0, firstEntryOfList.count)
    while low < high {
      let middle = (low + high) / 2
      if firstEntryOfList[middle] > number { high = middle } else { low = middle + 1 }
    }
    return (low - 1, number - firstEntryOfList[low - 1])
  }
}
