extension PreloadPicture {
  /// With text, so that fontconfig reads its configuration and fonts are opened, and with a PNG, so that gdk-pixbuf is
  /// ready; it holds PNG and JPEG itself, and `SVGPictures` lets nothing else through.
  static let svg = PreloadPicture.text(
    """
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="16" height="16">
    <text y="12">A\u{6587}</text><image width="9" height="9" xlink:href="data:image/png;base64,\
    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="/></svg>
    """)
}
