import ModerationCore

/// One detector of a plugin: what it is, and how it is made.
///
/// A host reads the description of every plugin in a folder before it uses any, so the description stands apart from
/// the detector: nothing is loaded until `make` is called.
public struct PluginDetector: Sendable {
  enum Maker: Sendable {
    case pixels(InputWish, @Sendable (PluginContext) throws -> any Detector)
    case text(@Sendable (PluginContext) throws -> any TextDetector)
  }

  /// What the detector is. Must equal the descriptor of what is made.
  public let descriptor: DetectorDescriptor
  let maker: Maker

  /// A detector of pixels.
  ///
  /// - Parameter make: Called once for each detector that a host uses, on any thread. What it throws is told to the
  ///   host.
  public init(
    _ descriptor: DetectorDescriptor, inputWish: InputWish,
    make: @escaping @Sendable (PluginContext) throws -> any Detector
  ) {
    self.descriptor = descriptor
    maker = .pixels(inputWish, make)
  }

  /// A detector of recognised text.
  public init(
    _ descriptor: DetectorDescriptor, makeText: @escaping @Sendable (PluginContext) throws -> any TextDetector
  ) {
    self.descriptor = descriptor
    maker = .text(makeText)
  }

  /// A detector that costs nothing to make and needs nothing.
  public init(_ detector: some Detector) {
    self.init(detector.descriptor, inputWish: detector.inputWish) { _ in detector }
  }

  /// A detector of text that costs nothing to make and needs nothing.
  public init(text detector: some TextDetector) {
    self.init(detector.descriptor) { _ in detector }
  }
}
