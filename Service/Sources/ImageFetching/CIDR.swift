/// A block of addresses, as `10.20.0.0/16` or `fd12:3456::/32`.
public struct CIDR: Hashable, Sendable, CustomStringConvertible {
  /// The first address of the block.
  public let base: HostAddress
  /// How many leading bits all addresses of the block share: 0…32 for IPv4, 0…128 for IPv6.
  public let prefixBitCount: Int

  /// Reads a block; an address without `/` is a block of one.
  ///
  /// - Throws: ``FetchFailure/Code/rulesInvalid`` where the text is not an address with a prefix that fits it, or where
  ///   bits behind the prefix are set: `10.20.3.4/16` is more likely a slip than a wish.
  public init(_ text: String) throws(FetchFailure) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = parts.first.flatMap({ HostAddress(String($0)) }) else {
      throw FetchFailure(.rulesInvalid, message: "\"\(text)\" is not an address block; write it as 10.20.0.0/16")
    }
    var count = address.bitCount
    if parts.count == 2 {
      let digits = parts[1]
      guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits), number <= address.bitCount
      else {
        throw FetchFailure(
          .rulesInvalid, message: "\"\(text)\": the prefix must be a number of bits, at most \(address.bitCount)",
          measured: Int(digits), allowed: address.bitCount)
      }
      count = number
    }
    self.init(base: address, prefixBitCount: count)
    guard Self.first(of: self) == address else {
      throw FetchFailure(
        .rulesInvalid, message: "\"\(text)\" has bits behind its prefix; the block is \(Self.first(of: self))/\(count)")
    }
  }

  init(base: HostAddress, prefixBitCount: Int) {
    self.base = base
    self.prefixBitCount = prefixBitCount
  }

  /// A block of the tables below, whose numbers are constants of this program.
  init(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, bits: Int) {
    self.init(base: HostAddress(ipv4: a << 24 | b << 16 | c << 8 | d), prefixBitCount: bits)
  }

  /// Whether the block holds an address.
  public func contains(_ address: HostAddress) -> Bool {
    base.sharesPrefix(with: address, bitCount: prefixBitCount)
  }

  /// Whether the block lies within another.
  func lies(within other: CIDR) -> Bool { prefixBitCount >= other.prefixBitCount && other.contains(base) }

  public var description: String { "\(base)/\(prefixBitCount)" }

  private static func first(of block: CIDR) -> HostAddress {
    let count = block.prefixBitCount
    func mask(_ bits: Int, of width: Int) -> UInt64 {
      let kept = min(max(bits, 0), width)
      return kept == 0 ? 0 : (~0 << UInt64(width - kept)) & (width == 64 ? ~0 : 0xFFFF_FFFF)
    }
    if block.base.isIPv4 { return HostAddress(ipv4: UInt32(block.base.low & mask(count, of: 32))) }
    return HostAddress(
      ipv6High: block.base.high & mask(count, of: 64), low: block.base.low & mask(count - 64, of: 64))
  }
}
