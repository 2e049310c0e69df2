public import ModerationCore

/// What a library says of one of its detectors, before anything is loaded.
public struct PluginDescription: Hashable, Sendable {
  /// What the detector is.
  public let descriptor: DetectorDescriptor
  /// How it wants its pixels; nil for a detector of text.
  public let inputWish: InputWish?

  /// Makes a description.
  public init(descriptor: DetectorDescriptor, inputWish: InputWish?) {
    self.descriptor = descriptor
    self.inputWish = inputWish
  }
}
