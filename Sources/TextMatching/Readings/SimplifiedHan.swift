/// Traditional characters become simplified ones, each by itself: 發 → 发. Where several are possible, OpenCC's first.
struct SimplifiedHan: NormalizationStep {
  let id = "simplified-han/1"

  private static let table = ScalarTable { set in
    GeneratedItems.forEach(of: traditional) { item in
      guard let simplified = item.first else { return }
      for scalar in item.dropFirst() { set(scalar, simplified) }
    }
  }

  func apply(to text: inout NormalizedText) {
    for index in text.scalars.indices where text.scalars[index] >= 0x3400 {
      let simplified = Self.table[text.scalars[index]]
      if simplified != 0 { text.scalars[index] = simplified }
    }
  }

  /// Some scalars in simplified characters.
  static func simplified(_ scalars: ArraySlice<UInt32>) -> [UInt32] {
    scalars.map { scalar in
      let simplified = table[scalar]
      return simplified == 0 ? scalar : simplified
    }
  }
}
