/// How an image reached us. The documented byte limits differ by it.
public enum ImageOrigin: Hashable, Sendable {
  /// Inside a request, as base64 text of this many characters.
  case inline(base64Length: Int)
  /// Downloaded from a URL.
  case fetched
  /// A file or a buffer of this machine; judged by the limit for downloads.
  case local
}
