/// One step of normalisation after folding, for example against spellings that evade a list.
///
/// A step must be deterministic, linear in the text, and keep the pieces of the original in order, so that every hit
/// can still be shown in the original.
protocol NormalizationStep: Sendable {
  /// Plain words with a revision, for example `simplified-han/1`.
  var id: String { get }

  /// Rewrites text that the earlier steps made.
  func apply(to text: inout NormalizedText)
}
