/// A picture's container format, named as the documented format lists name it.
///
/// An open set: a later version may know more formats, so this is a struct with static members and no enum.
/// A format is always decided by the bytes of the file, never by its name or by a declared media type.
///
/// A name here says nothing about what is done with such a file: `ImageFormat.known` in ImageFormats lists what is
/// recognised, `Limits.formats` what is accepted, and `Decoder.formats` what is decoded.
public struct ImageFormat: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The upper-case name that appears in results and errors, for example `JPEG`.
  public let rawValue: String

  /// Makes a format from its upper-case name.
  public init(rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }

  /// Windows or OS/2 bitmap.
  public static let bmp = ImageFormat(rawValue: "BMP")
  /// Windows icon.
  public static let ico = ImageFormat(rawValue: "ICO")
  /// JPEG (ITU-T T.81) in JFIF, EXIF or bare form.
  public static let jpeg = ImageFormat(rawValue: "JPEG")
  /// JPEG Network Graphics, the JPEG member of the MNG family.
  public static let jng = ImageFormat(rawValue: "JNG")
  /// Portable Network Graphics, APNG included.
  public static let png = ImageFormat(rawValue: "PNG")
  /// TIFF 6.0 and BigTIFF.
  public static let tiff = ImageFormat(rawValue: "TIFF")
  /// A camera's raw file (DNG, CR2, CR3, NEF, ARW, RAF, ORF, RW2 and their kin).
  public static let raw = ImageFormat(rawValue: "RAW")
  /// Scalable Vector Graphics.
  public static let svg = ImageFormat(rawValue: "SVG")
  /// GIF 87a and 89a.
  public static let gif = ImageFormat(rawValue: "GIF")
  /// WebP, lossy, lossless and animated.
  public static let webp = ImageFormat(rawValue: "WEBP")
  /// HEIF with HEVC pictures.
  public static let heic = ImageFormat(rawValue: "HEIC")
  /// HEIF with AV1 pictures.
  public static let avif = ImageFormat(rawValue: "AVIF")
  /// JPEG XL (ISO/IEC 18181), as a bare codestream or in boxes.
  public static let jpegXL = ImageFormat(rawValue: "JXL")
}
