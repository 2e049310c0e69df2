import ImageFormats

/// Estimates what decoding will hold in memory, and refuses what is beyond the budget of one image.
struct CheckMemory {
  let limits: Limits
  /// What all images in flight may hold together: no single one gets more.
  let capacityBytes: Int

  /// The estimate.
  func run(_ header: ImageHeader, frames: [Int], wishes: [InputWish]) throws(InputRejection) -> DecodeCost {
    let cost = DecodeCost(header, frames: frames, wishes: wishes)
    let bytes = cost.memoryBytes
    let allowed = min(limits.maximumDecodeMemoryBytes, capacityBytes)
    guard bytes <= allowed else {
      throw InputRejection(
        .decodeMemoryExceeded, message: "decoding a \(header.format) of \(header.size) takes about \(bytes) bytes",
        limit: "maximumDecodeMemoryBytes", measured: .count(bytes), allowed: .count(allowed))
    }
    return cost
  }
}
