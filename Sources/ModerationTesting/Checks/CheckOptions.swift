/// How thoroughly a detector is checked, and with which examples of its author.
public struct CheckOptions: Hashable, Sendable {
  /// The most threads of the check of concurrency.
  public static let maximumThreadCount = 64

  /// Pictures with known content, for detectors of pixels.
  public var pictures: [PictureExample]
  /// Texts with known meaning, for detectors of text.
  public var texts: [TextExample]
  /// How many threads call at once, 2 to `maximumThreadCount`.
  public var threadCount: Int
  /// The longest side of the pictures that are tried, in pixels, where the wish allows more; at least 64.
  public var longestSidePixels: Int
  /// Whether the detector looks at the very memory that it is given. Not so for one that runs in a worker: what it does
  /// to its own copy is not seen from here, and `overread` and `readOnly` are skipped.
  public var runsInThisProcess: Bool
  /// Whether a read behind the last pixel ends this process at the very instruction, so that a debugger shows the line.
  /// By default such a read is seen after the call and the check fails.
  public var crashesOnOverread: Bool

  /// Makes options.
  public init(
    pictures: [PictureExample] = [], texts: [TextExample] = [], threadCount: Int = 4, longestSidePixels: Int = 2048,
    runsInThisProcess: Bool = true, crashesOnOverread: Bool = false
  ) {
    self.pictures = pictures
    self.texts = texts
    self.threadCount = min(max(2, threadCount), Self.maximumThreadCount)
    self.longestSidePixels = max(64, longestSidePixels)
    self.runsInThisProcess = runsInThisProcess
    self.crashesOnOverread = crashesOnOverread
  }
}
