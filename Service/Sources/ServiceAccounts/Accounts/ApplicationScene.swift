/// Where in an account's products a BizType's pictures are shown: a scene of an application.
public struct ApplicationScene: Sendable, Hashable {
  /// The application's name; empty for none.
  public let application: String
  /// The scene's name.
  public let name: String

  /// Names a scene.
  public init(application: String, name: String) {
    self.application = application
    self.name = name
  }

  /// The most bytes of a name.
  static let maximumNameBytes = 128
}
