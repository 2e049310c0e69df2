/// A face as a direction in 128 dimensions: faces of one person point about the same way.
///
/// Only embeddings of the same model can be compared.
public struct FaceEmbedding: Hashable, Sendable {
  /// How many numbers an embedding has, as SFace gives them.
  public static let count = 128

  /// `count` numbers whose squares add up to 1.
  public let direction: [Float]

  /// The length of the model's answer before it was brought to 1. Blurred, tiny and noisy faces give short answers.
  public let norm: Float

  /// Takes a model's answer.
  ///
  /// - Parameter raw: `count` finite numbers, not all 0; nil for anything else.
  public init?(raw: [Float]) {
    guard raw.count == Self.count else { return nil }
    let norm = raw.reduce(into: 0) { $0 += Double($1) * Double($1) }.squareRoot()
    guard norm.isFinite, norm > 0 else { return nil }
    direction = raw.map { Float(Double($0) / norm) }
    guard direction.allSatisfy(\.isFinite), Float(norm).isFinite else { return nil }
    self.norm = Float(norm)
  }

  /// Takes a direction that was kept, with the norm kept beside it.
  ///
  /// - Parameter direction: `count` numbers of length 1, to within 0.001; nil for anything else.
  public init?(direction: [Float], norm: Float) {
    guard let kept = FaceEmbedding(raw: direction), abs(kept.norm - 1) <= 0.001, norm.isFinite, norm > 0 else {
      return nil
    }
    self.direction = kept.direction
    self.norm = norm
  }

  /// Takes a direction that was kept bit by bit, with the norm kept beside it.
  ///
  /// - Parameter numbers: `count` numbers of length 1, to within 0.00001; nil for anything else.
  package init?(kept numbers: [Float], norm: Float) {
    guard let again = FaceEmbedding(raw: numbers), abs(again.norm - 1) <= 0.00001, norm.isFinite, norm > 0 else {
      return nil
    }
    (direction, self.norm) = (numbers, norm)
  }

  /// The cosine of the angle to another face: 1 for the same direction, about 0 for strangers.
  public func cosine(to other: FaceEmbedding) -> Float {
    direction.withUnsafeBufferPointer { left in
      other.direction.withUnsafeBufferPointer { right in Self.cosine(left, right, at: 0) }
    }
  }

  /// The sum of products with `count` numbers of `faces` from `start` on; the caller has checked that they are there.
  ///
  /// In lanes of 16, because a plain sum of floating-point numbers may not be reordered and would run one by one.
  package static func cosine(
    _ face: UnsafeBufferPointer<Float>, _ faces: UnsafeBufferPointer<Float>, at start: Int
  ) -> Float {
    let (left, right) = (UnsafeRawBufferPointer(face), UnsafeRawBufferPointer(faces))
    let stride = MemoryLayout<Float>.stride
    var sum = SIMD16<Float>()
    for index in Swift.stride(from: 0, to: count, by: 16) {
      sum +=
        left.loadUnaligned(fromByteOffset: index * stride, as: SIMD16<Float>.self)
        * right.loadUnaligned(fromByteOffset: (start + index) * stride, as: SIMD16<Float>.self)
    }
    return sum.sum()
  }
}
