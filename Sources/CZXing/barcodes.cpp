#define ZX_USE_UTF8 1

#include "CZXing.h"

#include <BarcodeFormat.h>
#include <ReadBarcode.h>

#include <cstdio>
#include <exception>
#include <string>

namespace {

// The codes that people meet in pictures. ITF, Codabar and DataBar are left out: they carry no check that keeps stripes in
// a photograph from being read as one.
const ZXing::BarcodeFormats formats = ZXing::BarcodeFormat::QRCode | ZXing::BarcodeFormat::MicroQRCode |
                                      ZXing::BarcodeFormat::DataMatrix | ZXing::BarcodeFormat::Aztec |
                                      ZXing::BarcodeFormat::PDF417 | ZXing::BarcodeFormat::EAN13 |
                                      ZXing::BarcodeFormat::EAN8 | ZXing::BarcodeFormat::UPCA |
                                      ZXing::BarcodeFormat::UPCE | ZXing::BarcodeFormat::Code128;

}  // namespace

int moderation_read_barcodes(const uint8_t *luminance, int32_t width, int32_t height, int32_t stride, int32_t most,
                             int32_t is_thorough, moderation_barcode_sink sink, void *context, char *error,
                             size_t error_capacity) {
  try {
    ZXing::DecodeHints hints;
    hints.setFormats(formats);
    hints.setTryHarder(is_thorough != 0);
    hints.setTryRotate(true);
    hints.setTryDownscale(is_thorough != 0);
    hints.setMaxNumberOfSymbols(static_cast<uint8_t>(most));
    const ZXing::ImageView view(luminance, width, height, ZXing::ImageFormat::Lum, stride);
    for (const auto &result : ZXing::ReadBarcodes(view, hints)) {
      if (!result.isValid()) continue;
      const std::string format = ZXing::ToString(result.format());
      const std::string text = result.text();
      moderation_barcode barcode = {};
      barcode.format = format.c_str();
      barcode.text = text.data();
      barcode.text_count = text.size();
      barcode.is_matrix = ZXing::BarcodeFormats(ZXing::BarcodeFormat::MatrixCodes).testFlag(result.format());
      for (int corner = 0; corner < 4; corner++) {
        barcode.x[corner] = result.position()[corner].x;
        barcode.y[corner] = result.position()[corner].y;
      }
      sink(context, &barcode);
    }
    return 0;
  } catch (const std::exception &exception) {
    std::snprintf(error, error_capacity, "%s", exception.what());
  } catch (...) {
    std::snprintf(error, error_capacity, "an exception of unknown kind");
  }
  return -1;
}
