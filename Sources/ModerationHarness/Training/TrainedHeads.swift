/// The heads of all categories of a training.
public struct TrainedHeads: Sendable {
  /// One for each category, sorted by its name.
  public let heads: [TrainedHead]

  let training: HeadTraining

  /// The file of the heads: for each its weights and its bias, as four little-endian bytes each.
  public var bytes: [UInt8] {
    heads.flatMap { head in
      (head.weights + [head.bias]).flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) }
      }
    }
  }
}
