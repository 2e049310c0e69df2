import ModerationCore
import TextMatching

/// Web and mail addresses that a photographer, a camera or a site puts small into the corner of a picture.
///
/// 1.8 % of photographs carry such an address. An advertisement of this size, with next to nothing beside the address,
/// reaches nobody.
enum Watermark {
  /// The most of the picture's shorter side that a watermark is high, and of its width that it is wide.
  static let maximumHeightShare = 0.06
  static let maximumWidthShare = 0.5
  /// The most lines of a frame besides: a photographer's name, a sign in the street. An advertisement has more to say.
  static let maximumOtherLineCount = 3
  /// The most characters of a line that are not the address: `©`, `Photo:`.
  static let maximumOtherCharacterCount = 8

  /// Whether all contacts of an image are watermarks.
  static func areAll(_ hits: [TextPatternHit], in lines: [RecognizedLine], of picture: PixelSize?) -> Bool {
    guard let picture, !hits.isEmpty else { return false }
    let shorter = Double(min(picture.width, picture.height))
    var marks: Set<Int> = []
    for hit in hits {
      guard hit.kind == .webAddress || hit.kind == .mailAddress, !hit.isObfuscated, !hit.canonical.contains("/"),
        hit.lines.count == 1,
        let index = hit.lines.first, lines.indices.contains(index)
      else { return false }
      let line = lines[index]
      guard line.box.height <= maximumHeightShare * shorter,
        line.box.width <= maximumWidthShare * Double(picture.width),
        line.text.count - hit.matched.count <= maximumOtherCharacterCount
      else { return false }
      marks.insert(index)
    }
    var others: [Int: Int] = [:]
    for index in lines.indices where !marks.contains(index) { others[lines[index].frameIndex, default: 0] += 1 }
    return marks.allSatisfy { others[lines[$0].frameIndex, default: 0] <= maximumOtherLineCount }
  }
}
