/// A run of blanks is one.
struct SingleBlanks: NormalizationStep {
  let id = "single-blanks/1"

  func apply(to text: inout NormalizedText) {
    let scalars = text.scalars
    func isRepeated(_ index: Int) -> Bool {
      index > 0 && ScalarKind.isBlank(scalars[index]) && ScalarKind.isBlank(scalars[index - 1])
    }
    guard scalars.indices.contains(where: isRepeated) else { return }
    text.drop(where: scalars.indices.map(isRepeated))
  }

  /// The same for scalars alone.
  func apply(to scalars: inout [UInt32]) {
    guard scalars.contains(where: ScalarKind.isBlank) else { return }
    var kept = 0
    for index in scalars.indices {
      let isRepeated = kept > 0 && ScalarKind.isBlank(scalars[index]) && ScalarKind.isBlank(scalars[kept - 1])
      if isRepeated { continue }
      scalars[kept] = scalars[index]
      kept += 1
    }
    scalars.removeSubrange(kept...)
  }
}
