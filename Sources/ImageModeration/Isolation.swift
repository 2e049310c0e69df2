import ImageDecoding

/// Where hostile bytes are decoded.
///
/// There is no default: whoever links the library chooses, and reads THREATS.md.
public enum Isolation: Hashable, Sendable {
  /// In this process. Fast and simple; a bug in a codec is then a bug of this process.
  case inProcess

  func makeDecoder() throws(HostFailure) -> any Decoder {
    switch self {
    case .inProcess: try InProcessDecoder()
    }
  }
}
