import ImageFormats

/// Cuts the channels out of pixels that are numbers of 16 or 32 bits, and makes each 8 bits deep.
struct MaskedChannels {
  /// Red, green, blue, alpha: by how many bits to shift right, what to keep then, and 256 results for each.
  private var shifts: [UInt32] = []
  private var limits: [UInt32] = []
  private var results: [UInt8] = []
  private let usesAlpha: Bool
  /// Whether the channels are the second, first and zeroth byte and alpha is not used, as nearly always.
  let areBytes: Bool

  /// - Parameters:
  ///   - masks: Nil for a bitmap without.
  ///   - usesAlpha: Whether pixels are laid on white by their alpha.
  init(_ masks: BitmapMasks?, usesAlpha: Bool) {
    self.usesAlpha = usesAlpha
    guard let masks else {
      areBytes = false
      return
    }
    areBytes = !usesAlpha && masks.red == 0xFF_0000 && masks.green == 0xFF00 && masks.blue == 0xFF
    for mask in [masks.red, masks.green, masks.blue, masks.alpha] { append(mask) }
  }

  /// Up to 8 bits are stretched to 0…255, rounded; of more the highest 8 are taken.
  private mutating func append(_ mask: UInt32) {
    let bits = mask.nonzeroBitCount
    let lowest = mask == 0 ? 0 : mask.trailingZeroBitCount
    shifts.append(UInt32(lowest + max(0, bits - 8)))
    let limit = 1 << min(bits, 8) - 1
    limits.append(UInt32(limit))
    for value in 0..<256 {
      results.append(limit == 0 ? 0 : UInt8(truncatingIfNeeded: (min(value, limit) * 510 + limit) / (2 * limit)))
    }
  }

  func read16(
    _ source: UnsafeRawPointer, width: Int, on background: Background, into output: UnsafeMutablePointer<UInt8>
  ) {
    withTables { tables in
      for x in 0..<width {
        let pixel = UInt16(littleEndian: source.loadUnaligned(fromByteOffset: x * 2, as: UInt16.self))
        write(UInt32(pixel), tables, on: background, to: output + x * 3)
      }
    }
  }

  func read32(
    _ source: UnsafeRawPointer, width: Int, on background: Background, into output: UnsafeMutablePointer<UInt8>
  ) {
    withTables { tables in
      for x in 0..<width {
        let pixel = UInt32(littleEndian: source.loadUnaligned(fromByteOffset: x * 4, as: UInt32.self))
        write(pixel, tables, on: background, to: output + x * 3)
      }
    }
  }

  private typealias Tables = (
    shifts: UnsafeBufferPointer<UInt32>, limits: UnsafeBufferPointer<UInt32>, results: UnsafeBufferPointer<UInt8>
  )

  private func withTables(_ body: (Tables) -> Void) {
    guard shifts.count == 4 else { return }
    shifts.withUnsafeBufferPointer { shifts in
      limits.withUnsafeBufferPointer { limits in
        results.withUnsafeBufferPointer { body((shifts, limits, $0)) }
      }
    }
  }

  @inline(__always)
  private func write(
    _ pixel: UInt32, _ tables: Tables, on background: Background, to output: UnsafeMutablePointer<UInt8>
  ) {
    func channel(_ index: Int) -> UInt8 {
      tables.results[index << 8 + Int(pixel &>> tables.shifts[index] & tables.limits[index])]
    }
    guard usesAlpha else {
      for index in 0..<3 { output[index] = channel(index) }
      return
    }
    let alpha = UInt32(channel(3))
    for index in 0..<3 { output[index] = background.blend(UInt32(channel(index)), alpha: alpha) }
  }
}
