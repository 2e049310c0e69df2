package import ModerationCore

extension InferenceSession.Precision {
  /// The fastest that this CPU has units for.
  public static var fastest: Self { InferenceSession.canUseBF16 ? .bf16 : .fp32 }
}

extension DetectorDescriptor {
  /// The same detector with its model named as it calculates: "open_nsfw in bf16". fp32 goes without saying.
  package func calculating(in precision: InferenceSession.Precision) -> DetectorDescriptor {
    guard precision == .bf16, let model else { return self }
    return DetectorDescriptor(
      id: id, scene: scene, model: Model(name: "\(model.name) in bf16", sha256: model.sha256), covers: covers,
      doesNotCover: doesNotCover, bands: bands, subLabelBands: subLabelBands, basis: basis, supplied: supplied,
      lists: lists)
  }
}
