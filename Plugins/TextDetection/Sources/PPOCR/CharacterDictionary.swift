import ModerationCore

/// What the classes of a recognition model stand for.
///
/// Class 0 is the blank of connectionist temporal classification, the last one is a space, and between them come the
/// lines of the dictionary in their order.
struct CharacterDictionary: Sendable {
  /// The text of every class; the blank's is empty.
  let classes: [String]

  /// The most characters that are taken; four times as many as the largest dictionary known.
  static let maximumCount = 80_000

  /// - Parameter lines: UTF-8, one character a line, line ends as on Unix or Windows. Lines are not trimmed: some
  ///   characters are spaces themselves.
  /// - Throws: `modelAltered` when there is none or too many.
  init(lines: [UInt8]) throws(HostFailure) {
    var characters = lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
    if characters.last?.isEmpty == true { characters.removeLast() }
    guard (1...Self.maximumCount).contains(characters.count) else {
      throw HostFailure(
        .modelAltered, message: "the dictionary of the text recogniser has \(characters.count) characters")
    }
    classes = [""] + characters + [" "]
  }
}
