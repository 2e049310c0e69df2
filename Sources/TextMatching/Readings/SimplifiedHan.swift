/// Traditional characters become simplified ones, each by itself: 發 → 发. Where several are possible, OpenCC's first.
struct SimplifiedHan: NormalizationStep {
  let id = "simplified-han/1"

  private static let table = ScalarTable { set in
    GeneratedItems.forEach(of: traditional) { item in
      guard let simplified = item.first else { return }
      for scalar in item.dropFirst() { set(scalar, simplified) }
    }
  }

  func apply(to text: inout NormalizedText) { apply(to: &text.scalars) }

  /// The same for scalars alone, each of which stays one.
  func apply(to scalars: inout [UInt32]) {
    let table = Self.table
    for index in scalars.indices where scalars[index] >= 0x3400 {
      let simplified = table[scalars[index]]
      if simplified != 0 { scalars[index] = simplified }
    }
  }

  /// Some scalars in simplified characters.
  static func simplified(_ scalars: ArraySlice<UInt32>) -> [UInt32] { scalars.map(simplified) }

  /// A scalar in simplified characters.
  @inline(__always)
  static func simplified(_ scalar: UInt32) -> UInt32 {
    let simplified = table[scalar]
    return simplified == 0 ? scalar : simplified
  }
}
