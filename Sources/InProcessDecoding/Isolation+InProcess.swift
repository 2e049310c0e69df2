import ImageDecoding
public import ImageModeration

extension Isolation {
  /// In this process. Fast and simple; a bug in a codec is then a bug of this process.
  public static let inProcess = Isolation { () throws(HostFailure) in try InProcessDecoder() }
}
