/// Reads the key-value notes of an ONNX file, and nothing else of it.
///
/// An ONNX file is one protocol buffer message; field 14 (`metadata_props`) repeats messages of a key (1) and a value
/// (2). Everything else is stepped over by its length, so the graph costs nothing. Bounds are checked at every step:
/// a file that ends early or has unknown wire types has no notes.
/// Source: onnx.proto of ONNX 1.17, encoding of protocol buffers 3.
enum ONNXMetadata {
  private static let metadataField: UInt64 = 14

  /// The bytes of a key's value, the last one when it is repeated; nil when there is none or the bytes are not a
  /// message.
  static func value(of key: String, in model: [UInt8]) -> [UInt8]? {
    var found: ArraySlice<UInt8>?
    let isMessage = forEachField(of: model[...]) { number, entry in
      guard number == metadataField else { return }
      var (isNamed, value) = (false, entry.prefix(0))
      let isEntry = forEachField(of: entry) { number, content in
        if number == 1 { isNamed = content.elementsEqual(key.utf8) }
        if number == 2 { value = content }
      }
      if isEntry, isNamed { found = value }
    }
    return isMessage ? found.map { Array($0) } : nil
  }

  /// Visits every length-delimited field of a message and steps over the others.
  ///
  /// - Returns: Whether the bytes were a whole message.
  private static func forEachField(of message: ArraySlice<UInt8>, visit: (UInt64, ArraySlice<UInt8>) -> Void) -> Bool {
    var rest = message
    while !rest.isEmpty {
      guard let tag = varint(&rest) else { return false }
      switch tag & 7 {
      case 0:
        guard varint(&rest) != nil else { return false }
      case 1:
        guard rest.count >= 8 else { return false }
        rest = rest.dropFirst(8)
      case 2:
        guard let length = varint(&rest), length <= UInt64(rest.count) else { return false }
        visit(tag >> 3, rest.prefix(Int(length)))
        rest = rest.dropFirst(Int(length))
      case 5:
        guard rest.count >= 4 else { return false }
        rest = rest.dropFirst(4)
      default: return false
      }
    }
    return true
  }

  /// Seven bits a byte, lowest first, at most ten bytes.
  private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }
}
