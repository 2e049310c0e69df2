public import ModerationCore

/// One face that others are compared with. No picture is kept, only what the model makes of the face.
public struct GalleryFace: Hashable, Sendable {
  /// The picture file that the face was found in, 64 lower-case hexadecimal digits.
  public let sourceSHA256: String
  /// Where in that picture, in pixels of the upright original.
  public let box: PixelRectangle
  /// What the model makes of it.
  public let embedding: FaceEmbedding

  /// Makes a face.
  public init(sourceSHA256: String, box: PixelRectangle, embedding: FaceEmbedding) {
    self.sourceSHA256 = sourceSHA256
    self.box = box
    self.embedding = embedding
  }

  /// Whether a text is 64 lower-case hexadecimal digits.
  package static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}
