/// RGB8 pixels without anything between the rows.
struct PackedPicture {
  let width: Int
  let height: Int
  /// `height × width × 3` bytes, row 0 on top.
  var bytes: [UInt8]

  /// Bytes of a row.
  var rowBytes: Int { width * 3 }

  init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(width > 0 && height > 0 && bytes.count == width * height * 3)
    self.width = width
    self.height = height
    self.bytes = bytes
  }

  /// Makes a picture of bytes that a kernel writes, every one of them.
  init(width: Int, height: Int, _ kernel: (UnsafeMutablePointer<UInt8>) -> Void) {
    let count = width * height * 3
    self.init(
      width: width, height: height,
      bytes: [UInt8](unsafeUninitializedCapacity: count) { output, filled in
        guard let target = output.baseAddress else { return }
        kernel(target)
        filled = count
      })
  }

  /// Lends the rows.
  func withRows<Result>(_ body: (PictureRows) -> Result) -> Result {
    bytes.withUnsafeBytes { body(PictureRows($0, width: width, height: height, strideBytes: rowBytes)) }
  }
}
