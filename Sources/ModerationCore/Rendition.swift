/// One way in which a frame may be seen. Viewers differ, and detectors are shown each way that shows something else.
public enum Rendition: String, Hashable, Sendable, CaseIterable {
  /// As a browser shows it on a white page.
  case standard
  /// Transparent pixels laid on black.
  case onBlack
  /// Without the embedded colour profile, where not every viewer applies it.
  case withoutProfile
  /// Without transparency: the colours of all pixels.
  case withoutAlpha
  /// By another reading of what the file says about size, crop or turn.
  case otherReading
  /// A picture inside the picture, by itself and in its own size.
  case embedded
}
