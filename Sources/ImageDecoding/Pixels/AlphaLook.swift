import CVips
import ModerationCore

/// What the transparent pixels of a picture may show on a page that is not white.
struct AlphaLook {
  /// Filled by libvips' rendering, or by `add`.
  var report = moderation_alpha_report()

  /// Nothing was looked at: the picture is opaque.
  init() {}

  /// Begins to look at the pixels of a picture.
  init(_ size: PixelSize) {
    moderation_alpha_begin(&report, Int32(clamping: size.width), Int32(clamping: size.height))
  }

  /// Looks at RGBA8 pixels with straight alpha, rows without padding.
  init(_ rgba: UnsafeRawBufferPointer, _ size: PixelSize) {
    self.init(size)
    precondition(rgba.count >= size.width * size.height * 4)
    for y in 0..<size.height { add(rgba, from: y * size.width * 4, row: y, width: size.width) }
  }

  /// Looks at one row of RGBA8 pixels, from a byte on.
  mutating func add(_ rgba: UnsafeRawBufferPointer, from first: Int = 0, row: Int, width: Int) {
    precondition(rgba.count - first >= width * 4)
    guard let start = rgba.baseAddress else { return }
    moderation_alpha_add(&report, 0, Int32(clamping: row), start + first, Int32(clamping: width), 4, 1)
  }

  /// The ways in which the picture is to be shown, the standard one first.
  func renditions(for request: DecodeRequest) -> [Rendition] {
    guard report.width > 0 else { return [.standard] }
    var renditions = [Rendition.standard]
    if request.showsOnBlack, showsMoreOnBlack { renditions.append(.onBlack) }
    if request.showsColorUnderZeroAlpha, hidesColor { renditions.append(.withoutAlpha) }
    return renditions
  }

  private var showsMoreOnBlack: Bool { withUnsafePointer(to: report, moderation_alpha_shows_more_on_black) }

  /// Whether some pixel is not opaque.
  var hasTransparency: Bool { report.clear > 0 }

  /// Whether wholly transparent pixels have colours as a picture has.
  var hidesColor: Bool { report.width > 0 && withUnsafePointer(to: report, moderation_alpha_hides_color) }
}
