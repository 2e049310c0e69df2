/// Signs between Latin letters become blanks: `free-money`, `free_money`.
struct BlanksForSigns: NormalizationStep {
  let id = "blanks-for-signs/1"

  func apply(to text: inout NormalizedText) {
    guard text.scalars.count > 2 else { return }
    for index in 1..<(text.scalars.count - 1)
    where text.scalars[index] != 0x2E && DroppedSigns.mayStandInWord(text.scalars[index])
      && ScalarKind.isLatin(text.scalars[index - 1]) && ScalarKind.isLatin(text.scalars[index + 1])
    {
      text.scalars[index] = 0x20
    }
  }
}
