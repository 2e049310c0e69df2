public import ImageMatching

/// A SHA-256 as the 32 bytes that a library keeps.
enum DigestBytes {
  static func bytes(_ hexadecimal: String) -> [UInt8]? {
    guard GalleryFace.isDigest(hexadecimal) else { return nil }
    let digits = hexadecimal.utf8.map { $0 <= UInt8(ascii: "9") ? $0 - UInt8(ascii: "0") : $0 - UInt8(ascii: "a") + 10 }
    return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.count == 32 else { return nil }
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// An embedding as the 512 bytes that a library keeps: 32-bit floating-point numbers, the lowest byte first.
public enum EmbeddingBytes {
  /// How many bytes an embedding takes.
  public static let byteCount = FaceEmbedding.count * 4

  /// The bytes of an embedding's direction; its norm is to be kept beside them.
  public static func bytes(_ embedding: FaceEmbedding) -> [UInt8] {
    embedding.direction.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) } }
  }

  /// The very embedding that `bytes` was given; nil for bytes of another count, or not of length 1.
  public static func embedding(_ bytes: UnsafeRawBufferPointer, norm: Double) -> FaceEmbedding? {
    guard bytes.count == byteCount else { return nil }
    let numbers = (0..<FaceEmbedding.count).map { index in
      Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
    }
    return FaceEmbedding(kept: numbers, norm: Float(norm))
  }
}
