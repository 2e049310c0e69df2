public import ModerationCore

extension FingerprintList {
  /// One known picture.
  public struct Entry: Hashable, Sendable {
    /// Its hash.
    public let hash: PDQHash
    /// The quality of its hash, 0…100; nil where the list does not say.
    public let quality: Int?
    /// Its name; empty where the list has none.
    public let name: String
    /// What it is of; nil where the list does not say, which is `polity`, and everything for an entry that passes.
    public let label: Label?
    /// The gravest suggestion that it may make; with `pass` what is seen in the picture does not count.
    public let suggestion: Suggestion
    /// What else the list says of it.
    public let metadata: [String: String]
    /// Its line in the list, counted from 1.
    public let line: Int

    /// Makes an entry.
    public init(
      hash: PDQHash, quality: Int? = nil, name: String = "", label: Label? = nil, suggestion: Suggestion = .block,
      metadata: [String: String] = [:], line: Int = 1
    ) {
      (self.hash, self.quality, self.name, self.label) = (hash, quality, name, label)
      (self.suggestion, self.metadata, self.line) = (suggestion, metadata, line)
    }
  }

  /// Entries, each made when it is asked for: kept in some 45 bytes and those of its texts.
  public struct Entries: RandomAccessCollection, Hashable, Sendable {
    private static let noQuality = UInt8.max

    /// The hashes alone, in the same order; an index of them shares their memory.
    public private(set) var hashes: [PDQHash] = []
    private var qualities: [UInt8] = []
    package private(set) var said = KnownEntries()

    init() {}

    public var startIndex: Int { 0 }
    public var endIndex: Int { hashes.count }

    public subscript(index: Int) -> Entry {
      Entry(
        hash: hashes[index], quality: qualities[index] == Self.noQuality ? nil : Int(qualities[index]),
        name: said.name(index), label: said.label(index), suggestion: said.suggestion(index),
        metadata: said.metadata(index), line: said.line(index))
    }

    /// Adds an entry; false where the list cannot hold it.
    mutating func append(
      _ hash: PDQHash, quality: Int?, name: ArraySlice<UInt8>, label: Label?, suggestion: Suggestion,
      metadata: [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)], line: Int
    ) -> Bool {
      guard said.append(name: name, label: label, suggestion: suggestion, metadata: metadata, line: line) else {
        return false
      }
      hashes.append(hash)
      qualities.append(quality.map { UInt8(clamping: $0) } ?? Self.noQuality)
      return true
    }

    /// The entries that count, and what those of the same hash made of each other.
    func settled() -> (entries: Entries, settlement: KnownEntries.Settlement) {
      let order = (0..<UInt32(clamping: count)).sorted { left, right in
        let (first, second) = (hashes[Int(left)].words, hashes[Int(right)].words)
        for index in first.indices where first[index] != second[index] { return first[index] < second[index] }
        return left < right
      }
      let settlement = said.settled(order, place: { Int($0) }) { hashes[Int($0)] == hashes[Int($1)] }
      guard !settlement.dropped.isEmpty else { return (self, settlement) }
      let kept = indices.filter { !settlement.dropped.contains($0) }
      var entries = Entries()
      entries.hashes = kept.map { hashes[$0] }
      entries.qualities = kept.map { qualities[$0] }
      entries.said = said.selecting(kept)
      return (entries, settlement)
    }
  }
}
