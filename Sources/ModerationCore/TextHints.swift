/// What a caller knows of an image's text and wants text detectors to know.
public struct TextHints: Hashable, Sendable {
  /// The language expected, as a BCP 47 tag such as `zh-Hans`; nil for none in particular. A hint: text is judged in
  /// whatever language it is.
  public var language: String?
  /// Words for detectors of one's own, by name: which audience, which part of a site. First-party detectors read none.
  public var options: [String: String]

  /// Makes hints.
  public init(language: String? = nil, options: [String: String] = [:]) {
    self.language = language
    self.options = options
  }
}
