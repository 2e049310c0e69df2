import CZXing
public import ModerationCore

/// ZXing-C++, opened: what reads QR codes and barcodes. Set-up builds it from its pinned source.
///
/// `@unchecked Sendable`: the handle is set once, and the library keeps no state between calls.
public final class CodeLibrary: @unchecked Sendable {
  /// The release that this version was tried with; no other is opened.
  public static let version = "3.1.1"

  private let handle: OpaquePointer

  /// Where set-up puts the library in a models folder.
  public static func path(inModels directory: String) -> String { "\(directory)/runtime/libZXing.so" }

  /// Opens the library. Its code runs in this process; see `SandboxedCodes` in PluginHost for the other way.
  ///
  /// - Throws: `HostFailure.Code.runtimeUnavailable` with the loader's own words.
  public init(path: String) throws(HostFailure) {
    var error = [CChar](repeating: 0, count: 500)
    guard let handle = moderation_code_library_open(path, Self.version, &error, error.count) else {
      throw HostFailure(
        .runtimeUnavailable,
        message: "cannot open the reader of codes \(path): \(text(of: error)); run `./run setup` to build it")
    }
    self.handle = handle
  }

  /// Reads codes, on the calling thread, without a bound of its own: pictures are known that take it minutes.
  ///
  /// - Throws: `inferenceFailed` when the library fails.
  func read(
    _ luminance: Luminance, _ kinds: CodeRegion.Kinds, atMost most: Int, isThorough: Bool
  ) throws(DetectorFailure) -> [Code] {
    var codes: [Code] = []
    var error = [CChar](repeating: 0, count: 200)
    let numbers = kinds.formats(isThorough: isThorough).map(\.number)
    let status = withUnsafeMutablePointer(to: &codes) { codes in
      luminance.values.withUnsafeBufferPointer { values in
        numbers.withUnsafeBufferPointer { numbers in
          guard let start = values.baseAddress, let formats = numbers.baseAddress else { return Int32(0) }
          var search = moderation_code_search(
            formats: formats, format_count: Int32(numbers.count), most: Int32(most), is_thorough: isThorough ? 1 : 0,
            is_turned: kinds.contains(.turned) ? 1 : 0, seeks_light: kinds.contains(.smallQR) ? 1 : 0)
          return moderation_codes_read(
            handle, start, Int32(luminance.width), Int32(luminance.height), Int32(luminance.width), &search,
            { context, code in
              guard let code = Code(code.pointee) else { return }
              context?.assumingMemoryBound(to: [Code].self).pointee.append(code)
            }, codes, &error, error.count)
        }
      }
    }
    guard status == 0 else {
      throw DetectorFailure(.inferenceFailed, message: "ZXing failed: \(text(of: error))")
    }
    return codes
  }
}

private func text(of error: [CChar]) -> String {
  String(decoding: error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
