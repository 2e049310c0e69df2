import Lists
import ModerationCore

/// Which column of a file of hashes holds what.
struct HashFileColumns {
  /// Whether the line that they were taken from is a heading and holds no hash.
  let isHeading: Bool
  private let names: [String]
  private let hash: Int
  private let kind: Int?
  private let quality: Int?
  private let name: Int?

  private static let hashNames = [
    "hash", "signal_str", "signal_value", "signal", "indicator", "value", "pdq", "pdq_hash", "md5", "sha256",
  ]
  private static let kindNames = ["signal_type", "hash_type", "indicator_type", "type"]
  private static let qualityNames = ["quality", "pdq_quality"]
  private static let nameNames = ["name", "file", "filename", "file_name", "path"]

  /// Takes them from the first line.
  init(first cells: [String]) {
    let lowered = cells.map { $0.lowercased() }
    func place(_ known: [String]) -> Int? { known.lazy.compactMap { lowered.firstIndex(of: $0) }.first }
    if let hash = place(Self.hashNames) {
      (isHeading, names, self.hash) = (true, cells, hash)
      (kind, quality, name) = (place(Self.kindNames), place(Self.qualityNames), place(Self.nameNames))
    } else {
      // The samples of Hasher-Matcher-Actioner, or a hash and a name.
      (isHeading, hash, kind, quality) = (false, 0, nil, nil)
      names = cells.count > 2 ? ["hash", "id", "time", "tags"] : ["hash", "name"]
      name = cells.count > 2 ? nil : 1
    }
  }

  /// What a line says; nil when it is of something else than a picture or a file.
  func row(_ cells: [String], _ usual: HashFile.Kind?, _ lines: ListLines) throws(ListError) -> HashFile.Row? {
    func cell(_ index: Int?) -> String { index.flatMap { $0 < cells.count ? cells[$0] : nil } ?? "" }
    var kind = usual
    if let place = self.kind, !cell(place).isEmpty {
      guard let stated = Self.kind(cell(place)) else { return nil }
      kind = stated
    } else if isHeading, let stated = HashFile.Kind(rawValue: names[hash].lowercased()) {
      kind = stated
    }
    let quality = cell(quality).isEmpty ? nil : Int(cell(quality))
    let metadata = cells.indices.compactMap { index -> HashFile.Pair? in
      guard ![hash, self.kind, self.quality, name].contains(index), !cells[index].isEmpty else { return nil }
      let key = index < names.count && !names[index].isEmpty ? names[index] : "column \(index + 1)"
      return HashFile.Pair(key: key, value: cells[index])
    }
    return HashFile.Row(
      hash: try Self.hash(cell(hash), kind, lines), quality: quality.map { min(max($0, 0), 100) }, name: cell(name),
      metadata: metadata)
  }

  /// What ThreatExchange calls the kinds; nil for one that is not compared.
  private static func kind(_ name: String) -> HashFile.Kind? {
    switch name.lowercased() {
    case "pdq", "hash_pdq", "pdqsignal", "photo_pdq": .pdq
    case "md5", "hash_md5", "photo_md5", "photomd5signal": .md5
    case "sha256", "hash_sha256", "photo_sha256": .sha256
    default: nil
    }
  }

  private static func hash(
    _ text: String, _ kind: HashFile.Kind?, _ lines: ListLines
  ) throws(ListError) -> String {
    let bytes = Array(text.utf8)
    let kind = kind ?? (bytes.count == 32 ? .md5 : .pdq)
    switch kind {
    case .pdq: if let hash = PDQHash(hexadecimal: bytes) { return "\(hash)" }
    case .sha256: if let digest = FileDigest(sha256: bytes) { return "\(digest)" }
    case .md5: if let digest = FileDigest(md5: bytes) { return "\(digest)" }
    }
    switch try PictureKey(bytes[...], in: lines) {
    case .picture(let hash):
      throw lines.error(.invalidHash, "\(hash) is not what the file says it is: \(kind.rawValue)")
    case .file(let digest): return "\(digest)"
    }
  }
}
