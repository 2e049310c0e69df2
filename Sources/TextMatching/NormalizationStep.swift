/// One step of normalisation after folding, for example against spellings that evade a list.
///
/// The seam for such steps; none is in use yet. A step must be deterministic and keep `starts` ascending, so that every
/// hit can still be shown in the original.
protocol NormalizationStep: Sendable {
  /// Rewrites text that the earlier steps made.
  func apply(to text: inout NormalizedText)
}
