/// A line of a list of known pictures, written.
public struct FingerprintListLine: Hashable, Sendable {
  /// A PDQ hash, or a digest with its kind before it.
  public var hash: String
  /// 0 to 100; nil for none.
  public var quality: Int?
  /// The name; empty for none.
  public var name: String
  /// The further columns, by name.
  public var metadata: [String: String]

  /// Makes a line.
  public init(hash: String, quality: Int? = nil, name: String = "", metadata: [String: String] = [:]) {
    (self.hash, self.quality, self.name, self.metadata) = (hash, quality, name, metadata)
  }

  /// A list with a heading, in which every line has the same suggestion and label; empty texts for none.
  public static func list(_ lines: [FingerprintListLine], suggestion: String, label: String) -> String {
    var keys: [String] = []
    for key in lines.lazy.flatMap({ $0.metadata.keys.sorted() }) where !keys.contains(key) { keys.append(key) }
    let usual = ["hash", "quality", "name", "suggestion", "label"]
    // A column that would stand twice gets a name that is not taken.
    let headings = keys.map { usual.contains($0.lowercased()) ? "\($0) of the source" : $0 }
    var text = (usual + headings).map(plain).joined(separator: "\t") + "\n"
    for line in lines {
      let cells = [line.hash, line.quality.map(String.init) ?? "", line.name, suggestion, label]
      var row = (cells + keys.map { line.metadata[$0] ?? "" }).map(plain)
      while row.last?.isEmpty == true { row.removeLast() }
      text += row.joined(separator: "\t") + "\n"
    }
    return text
  }

  /// Without what would end a column or a line.
  private static func plain(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
  }
}
