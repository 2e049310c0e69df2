/// Which kinds of codes are looked for.
public enum CodeKinds: String, Hashable, Sendable {
  /// QR, Micro QR, DataMatrix, Aztec, PDF417, EAN-13, EAN-8, UPC-A, UPC-E, Code 128.
  case all
  /// QR codes alone, small and rectangular ones included: half the work.
  case qr
}
