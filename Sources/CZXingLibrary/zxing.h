// Nothing of ZXing is shown to Swift; CZXing includes its headers.
