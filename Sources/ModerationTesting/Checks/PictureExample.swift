/// A picture whose content the author of a detector knows, with what his detector should say of it.
public struct PictureExample: Hashable, Sendable {
  /// The name that reports use.
  public let name: String
  /// The picture.
  public let picture: FakePicture
  /// What is expected; all of it.
  public let expectations: [ScoreExpectation]

  /// Makes an example.
  public init(_ name: String, _ picture: FakePicture, expecting expectations: [ScoreExpectation]) {
    self.name = name
    self.picture = picture
    self.expectations = expectations
  }
}
