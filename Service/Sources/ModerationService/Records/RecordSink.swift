import ImageModeration

/// Takes note of pictures that were judged or refused, for those who ask later.
protocol RecordSink: Sendable {
  /// Takes note. Never makes the caller wait.
  func note(_ picture: JudgedPicture)
}

/// A picture with what was said of it.
struct JudgedPicture: Sendable {
  /// What was asked; the picture itself is in `bytes`.
  let question: Question
  let result: ModerationResult
  /// The picture's bytes.
  let bytes: [UInt8]
  /// 32 lower-case hexadecimal digits; nil where nobody has computed it.
  let md5: String?
  /// The address that it came from in the end; nil where it came with the request.
  let address: String?
  /// From the call to its answer.
  let duration: Duration
  /// When it was judged, in milliseconds since 1970.
  let milliseconds: Int64
}
