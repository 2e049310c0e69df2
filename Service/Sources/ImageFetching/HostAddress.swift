import Glibc

/// An IPv4 or IPv6 address without a port.
public struct HostAddress: Hashable, Sendable, CustomStringConvertible {
  /// Whether the address is an IPv4 one.
  public let isIPv4: Bool
  /// The upper 64 bits of an IPv6 address; 0 for IPv4.
  let high: UInt64
  /// The lower 64 bits of an IPv6 address, or the 32 bits of an IPv4 one, in host order.
  let low: UInt64

  /// Makes an IPv4 address from its 32 bits in host order, so that 127.0.0.1 is `0x7F00_0001`.
  public init(ipv4 bits: UInt32) {
    isIPv4 = true
    high = 0
    low = UInt64(bits)
  }

  /// Makes an IPv6 address from its halves in host order.
  public init(ipv6High high: UInt64, low: UInt64) {
    isIPv4 = false
    self.high = high
    self.low = low
  }

  /// Reads dotted IPv4 with four decimal parts, or IPv6 as RFC 4291 §2.2 spells it; nil for every other text, zones
  /// (`fe80::1%eth0`) included.
  public init?(_ text: String) {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      self.init(ipv4: UInt32(bigEndian: v4.s_addr))
      return
    }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
    self.init(v6)
  }

  init(_ address: in6_addr) {
    let bytes = withUnsafeBytes(of: address) { [UInt8]($0) }
    self.init(
      ipv6High: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
      low: bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// The usual spelling: dotted IPv4, or IPv6 with eight groups of hexadecimal digits.
  public var description: String {
    if isIPv4 { return (0..<4).map { String(low >> (24 - 8 * UInt64($0)) & 0xFF) }.joined(separator: ".") }
    return [high, low].flatMap { half in (0..<4).map { String(half >> (48 - 16 * UInt64($0)) & 0xFFFF, radix: 16) } }
      .joined(separator: ":")
  }

  /// How many bits the address has: 32 or 128.
  var bitCount: Int { isIPv4 ? 32 : 128 }

  /// Whether the first `count` bits equal those of another address of the same family.
  func sharesPrefix(with other: HostAddress, bitCount count: Int) -> Bool {
    guard isIPv4 == other.isIPv4 else { return false }
    if isIPv4 { return count == 0 || (low ^ other.low) >> UInt64(32 - count) == 0 }
    let differs = (high: high ^ other.high, low: low ^ other.low)
    if count == 0 { return true }
    if count <= 64 { return differs.high >> UInt64(64 - count) == 0 }
    return differs.high == 0 && differs.low >> UInt64(128 - count) == 0
  }
}
