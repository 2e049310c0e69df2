/// Files that the operator has decided about before, by SHA-256 or MD5: the cheapest look there is, before anything is
/// decoded.
///
/// An equal digest is the very same file. One bit more or less, a new compression for one, is another: for pictures
/// that were changed there are fingerprints. An entry that passes allows what is found in the file, all of it or what
/// has the entry's label; one by MD5 never does.
///
/// Immutable, asked from any thread. Takes about 60 bytes an entry and the bytes of its texts.
public struct KnownFiles: Hashable, Sendable {
  /// One known file.
  public struct Entry: Hashable, Sendable {
    /// What tells it from others.
    public let digest: FileDigest
    /// Its name; empty where the list has none.
    public let name: String
    /// What it is of; nil where the list does not say, which is `custom`, and everything for an entry that passes.
    public let label: Label?
    /// What a file means. `pass` is an exception: what is found in it does not count.
    public let suggestion: Suggestion
    /// What else the list says of it.
    public let metadata: [String: String]
    /// Its line in the list, counted from 1.
    public let line: Int

    /// Makes an entry.
    public init(
      digest: FileDigest, name: String = "", label: Label? = nil, suggestion: Suggestion = .block,
      metadata: [String: String] = [:], line: Int = 1
    ) {
      (self.digest, self.name, self.label, self.suggestion) = (digest, name, label, suggestion)
      (self.metadata, self.line) = (metadata, line)
    }
  }

  /// The list's name, as results have it.
  public let name: String
  /// What every file means in place of what its entry says; nil where the entries say. Entries that pass stay so.
  public let suggestion: Suggestion?

  /// The digests of the entries, in the order of the list.
  private let digests: Digests
  private let entries: KnownEntries

  /// Makes a list of entries. Of entries with the same digest and label the gravest counts, and an entry that passes
  /// counts for nothing beside one that does not.
  public init(name: String, entries: some Sequence<Entry>) {
    var builder = Builder()
    for entry in entries {
      _ = builder.append(
        entry.digest, name: Array(entry.name.utf8)[...], label: entry.label, suggestion: entry.suggestion,
        metadata: entry.metadata.sorted { $0.key < $1.key }.map {
          (Array($0.key.utf8)[...], Array($0.value.utf8)[...])
        },
        line: entry.line)
    }
    self = builder.files(name: name).files
  }

  /// Makes a list of files that all mean the same.
  ///
  /// - Parameter sha256: Digests as hexadecimal digits, in either case; what is not such a digest is left out.
  public init(name: String, suggestion: Suggestion, label: Label? = nil, sha256: some Sequence<String>) {
    self.init(
      name: name,
      entries: sha256.lazy.compactMap { digits in
        FileDigest(sha256: digits.utf8).map { Entry(digest: $0, label: label, suggestion: suggestion) }
      })
  }

  private init(name: String, suggestion: Suggestion?, digests: Digests, entries: KnownEntries) {
    (self.name, self.suggestion, self.digests, self.entries) = (name, suggestion, digests, entries)
  }

  /// The same list under another name and with another suggestion; shares its entries with this one.
  package func named(_ name: String, suggesting suggestion: Suggestion?) -> KnownFiles {
    KnownFiles(name: name, suggestion: suggestion, digests: digests, entries: entries)
  }

  /// How many entries there are.
  public var count: Int { entries.count }

  /// Whether an entry has an MD5, so that it has to be computed.
  public var hasMD5: Bool { !digests.md5.order.isEmpty }

  /// How many entries there are by MD5.
  public var md5Count: Int { digests.md5.order.count }

  /// The labels that entries claim.
  public var labels: [Label] { entries.labels }

  /// The entries of a file.
  public func entries(of digest: FileDigest) -> [Entry] {
    digests.places(of: digest).compactMap { place in
      let own = entries.suggestion(place)
      let entry = Entry(
        digest: digest, name: entries.name(place), label: entries.label(place),
        suggestion: own == .pass ? .pass : suggestion ?? own, metadata: entries.metadata(place),
        line: entries.line(place))
      // An MD5 never clears a file.
      if case .md5 = digest, entry.suggestion == .pass { return nil }
      return entry
    }
  }
}

extension KnownFiles {
  /// Gathers entries.
  package struct Builder {
    private var digests = Digests()
    private var entries = KnownEntries()

    package init() {}

    package var count: Int { entries.count }

    /// Adds an entry; false where the list cannot hold it.
    package mutating func append(
      _ digest: FileDigest, name: ArraySlice<UInt8>, label: Label?, suggestion: Suggestion,
      metadata: [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)], line: Int
    ) -> Bool {
      let place = UInt32(clamping: entries.count)
      guard entries.append(name: name, label: label, suggestion: suggestion, metadata: metadata, line: line) else {
        return false
      }
      switch digest {
      case .sha256(let words): digests.sha256.append(words, place)
      case .md5(let words): digests.md5.append(words, place)
      }
      return true
    }

    /// The list, and what entries of the same digest made of each other.
    package func files(name: String) -> (files: KnownFiles, settlement: KnownEntries.Settlement) {
      var sorted = Digests(sha256: digests.sha256.sorted(), md5: digests.md5.sorted())
      var settlement = sorted.sha256.settled(entries)
      let other = sorted.md5.settled(entries)
      settlement.duplicateCount += other.duplicateCount
      settlement.contradictions += other.contradictions
      let dropped = settlement.dropped.union(other.dropped)
      guard !dropped.isEmpty else {
        return (KnownFiles(name: name, suggestion: nil, digests: sorted, entries: entries), settlement)
      }
      let kept = (0..<entries.count).filter { !dropped.contains($0) }
      sorted = Digests(sha256: sorted.sha256.selecting(kept), md5: sorted.md5.selecting(kept))
      return (KnownFiles(name: name, suggestion: nil, digests: sorted, entries: entries.selecting(kept)), settlement)
    }
  }

  fileprivate struct Digests: Hashable, Sendable {
    var sha256 = SortedDigests<SIMD4<UInt64>>()
    var md5 = SortedDigests<SIMD2<UInt64>>()

    func places(of digest: FileDigest) -> [Int] {
      switch digest {
      case .sha256(let words): sha256.places(of: words)
      case .md5(let words): md5.places(of: words)
      }
    }
  }
}
