package import ModerationCore

/// The pictures of a JPEG file.
package struct JPEGPictures {
  /// Where each stands, the first one first. Each is a JPEG file of its own; what is behind its end is not its own.
  package let pictures: [Range<Int>]
  /// What the file holds beside them.
  package let holds: Set<AuxiliaryPart>
  /// What of the first picture viewers read differently.
  package let unseen: [Unseen]

  /// Reads the segments of the first picture.
  package init(_ bytes: RawSpan) throws(InputRejection) {
    let parts = try JPEGHeader.parts(of: bytes)
    pictures = [0..<bytes.byteCount] + parts.further
    holds = parts.holds
    unseen = parts.unseen
  }
}
