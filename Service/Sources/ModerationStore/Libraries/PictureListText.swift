import ImageMatching

/// A group of pictures as a list of a policy folder.
enum PictureListText {
  /// What stands in a list without pictures, which a list may not be: the digest of a file that nobody has.
  static let placeholder = FingerprintListLine(
    hash: "sha256:" + String(repeating: "0", count: 64), name: "no picture was added yet")

  /// The list: for each picture its PDQ hash and, for the very same file, its SHA-256.
  static func text(_ pictures: [KeptPicture]) -> String {
    var lines: [FingerprintListLine] = []
    for picture in pictures {
      let name = "\(picture.picture.entity)/\(picture.picture.name)"
      let facts = ["added": UTCTimeText.text(picture.added), "by": picture.keyID]
      lines.append(
        FingerprintListLine(
          hash: "\(picture.picture.hash)", quality: picture.picture.quality, name: name, metadata: facts))
      if !picture.picture.sha256.isEmpty {
        lines.append(FingerprintListLine(hash: "sha256:\(picture.picture.sha256)", name: name, metadata: facts))
      }
    }
    return FingerprintListLine.list(lines.isEmpty ? [placeholder] : lines, suggestion: "", label: "")
  }
}
