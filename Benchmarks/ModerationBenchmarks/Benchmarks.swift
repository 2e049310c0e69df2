/// All benchmarks, in the order in which an image meets what they measure.
let benchmarks: @Sendable () -> Void = {
  registerHeaderProbes()
  registerDecoding()
  registerConversion()
  registerModeration()
  registerWordMatching()
}
