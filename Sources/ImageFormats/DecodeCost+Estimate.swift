public import ModerationCore

/// The estimate. Codecs differ by more than ten times in what they hold per pixel: a baseline JPEG streams, a HEIC is
/// decoded whole. The numbers stand in `FormatTable`.
extension DecodeCost {
  /// Estimates the decoding of some frames.
  ///
  /// A header of a format that is not known here costs more than any machine has.
  ///
  /// - Parameters:
  ///   - frames: The frames asked for, counted as in `DecodeRequest`.
  ///   - wishes: What the frames will be converted to: the decoder may shrink for them while it decodes.
  public init(_ header: ImageHeader, frames: [Int], wishes: [InputWish]) {
    guard let codec = FormatTable.row(of: header.format)?.cost(header) else {
      self.init(memoryBytes: .max, cpu: .nanoseconds(Int.max))
      return
    }
    let plan = ShrinkPlan(for: header.size, wishes: wishes, loaderShrinks: codec.shrinksOnLoad)
    let coded = Double(header.codedSize.pixelCount ?? .max)
    let box = Double(plan.horizontal) * Double(plan.vertical)
    let rendered = Double(header.size.pixelCount ?? .max) / Double(plan.onLoad * plan.onLoad) / box
    let shrunk = codec.holdsShrunk ? coded / Double(plan.onLoad * plan.onLoad) : coded
    // Handed over once by the decoder; turning and passing to the host hold a second copy.
    let memory = shrunk * codec.bytesPerPixel + rendered * 6 + Self.fixedBytes
    let decoded = codec.decodesAllBefore ? (frames.last ?? 0) + 1 : max(1, frames.count)
    self.init(
      memoryBytes: Self.whole(memory),
      cpu: .nanoseconds(Self.whole(coded * codec.nanosecondsPerPixel * Double(decoded))))
  }

  /// What a codec takes for itself, whatever the picture.
  private static let fixedBytes = 8e6

  private static func whole(_ value: Double) -> Int { value < 9e18 ? Int(max(0, value)) : .max }
}
