import CodeDetection
import ModerationCore
import PluginHost

/// Reads QR codes and barcodes for the host. ZXing's work has no bound of its own, so it is done where it can be ended.
enum CodeServing {
  /// The most processor time for one picture, in seconds; the kernel counts whole ones, so it may be one more.
  ///
  /// The dearest honest picture known takes 0.03 s, 20,164 finder patterns on 1280×1280 take 0.98 s (measured
  /// 2026-11-26): what takes longer was made to.
  static let processorSeconds: Int64 = 2
}

extension PluginServing {
  /// Hosts this package's readers of codes.
  func runCodes(_ path: String) -> Never {
    // The library is what set-up built: it is loaded before the walls stand. Strangers' pictures come after.
    let library: CodeLibrary
    do throws(HostFailure) {
      library = try CodeLibrary(path: path)
    } catch {
      refuse(error)
    }
    sandbox.closeFiles(but: [])
    sandbox.giveUpUser()
    sandbox.filterSystemCalls()
    let descriptions = [
      PluginDescription(descriptor: BarcodeDetector.descriptor, inputWish: BarcodeDetector.wish),
      PluginDescription(descriptor: SmallCodeDetector.descriptor, inputWish: SmallCodeDetector.wish),
    ]
    serve(descriptions, loadsCode: false, from: .codes(library))
  }
}
