/// Which kinds of codes are looked for.
public enum CodeKinds: String, Hashable, Sendable {
  /// QR, Micro QR, DataMatrix, Aztec, PDF417, EAN-13, EAN-8, UPC-A, UPC-E, Code 128.
  case all
  /// The same, but those made of bars only where bars plainly stand: cheaper by a third of all work on codes. Pale,
  /// coloured, low, small and blurred ones are lost.
  case likely
  /// QR codes alone, small and rectangular ones included: half the work.
  case qr
}
