/// Where an address leads, as far as its bits tell.
///
/// Sources: the IANA special-purpose address registries for IPv4 and IPv6 (read 2026-11), RFC 6890, and the clouds'
/// pages on their metadata services.
enum AddressReach: Equatable {
  /// A public address, in no special block.
  case everywhere
  /// An address of a private network, which an operator may open; the words name the block.
  case inside(String)
  /// An address that nobody may open; the words name the block.
  case never(String)

  init(of address: HostAddress) {
    if let block = Self.metadata.first(where: { $0.0.contains(address) }) {
      self = .never(block.1)
    } else if let block = Self.openable.first(where: { $0.0.contains(address) }) {
      self = .inside(block.1)
    } else if let block = (address.isIPv4 ? Self.special4 : Self.special6).first(where: { $0.0.contains(address) }) {
      self = .never(block.1)
    } else if !address.isIPv4, !Self.globalUnicast.contains(address) {
      self = .never("not global unicast")
    } else if !address.isIPv4, Self.isISATAP(address) {
      self = .never("ISATAP, an IPv4 address inside")
    } else {
      self = .everywhere
    }
  }

  /// The blocks that an operator may open: private networks and nothing else.
  static let openable: [(CIDR, String)] = [
    (CIDR(10, 0, 0, 0, bits: 8), "private"),
    (CIDR(172, 16, 0, 0, bits: 12), "private"),
    (CIDR(192, 168, 0, 0, bits: 16), "private"),
    (CIDR(100, 64, 0, 0, bits: 10), "shared by a carrier's customers"),
    (v6(0xFC00_0000_0000_0000, bits: 7), "unique local"),
  ]

  /// Services that hand out a machine's credentials. Those in 169.254.0.0/16 and 192.0.0.0/24 fall with the block.
  private static let metadata: [(CIDR, String)] = [
    (CIDR(100, 100, 100, 200, bits: 32), "a cloud's metadata service"),
    (CIDR(168, 63, 129, 16, bits: 32), "a cloud's metadata service"),
    (
      CIDR(base: HostAddress(ipv6High: 0xFD00_0EC2_0000_0000, low: 0x254), prefixBitCount: 128),
      "a cloud's metadata service"
    ),
    (
      CIDR(base: HostAddress(ipv6High: 0xFD00_0EC2_0000_0000, low: 0x23), prefixBitCount: 128),
      "a cloud's metadata service"
    ),
    (
      CIDR(base: HostAddress(ipv6High: 0xFD20_00CE_0000_0000, low: 0x254), prefixBitCount: 128),
      "a cloud's metadata service"
    ),
  ]

  private static let special4: [(CIDR, String)] = [
    (CIDR(0, 0, 0, 0, bits: 8), "this network"),
    (CIDR(127, 0, 0, 0, bits: 8), "loopback"),
    (CIDR(169, 254, 0, 0, bits: 16), "link-local"),
    (CIDR(192, 0, 0, 0, bits: 24), "protocol assignments"),
    (CIDR(192, 0, 2, 0, bits: 24), "documentation"),
    (CIDR(192, 88, 99, 0, bits: 24), "6to4 relay"),
    (CIDR(198, 18, 0, 0, bits: 15), "benchmarking"),
    (CIDR(198, 51, 100, 0, bits: 24), "documentation"),
    (CIDR(203, 0, 113, 0, bits: 24), "documentation"),
    (CIDR(224, 0, 0, 0, bits: 4), "multicast"),
    (CIDR(240, 0, 0, 0, bits: 4), "reserved or broadcast"),
  ]

  /// Blocks outside of 2000::/3 are named for the log only: all of them are refused.
  private static let special6: [(CIDR, String)] = [
    (CIDR(base: HostAddress(ipv6High: 0, low: 1), prefixBitCount: 128), "loopback"),
    (CIDR(base: HostAddress(ipv6High: 0, low: 0xFFFF_0000_0000), prefixBitCount: 96), "mapped IPv4"),
    (CIDR(base: HostAddress(ipv6High: 0, low: 0xFFFF_0000_0000_0000), prefixBitCount: 96), "translated IPv4"),
    (v6(0, bits: 96), "unspecified or compatible IPv4"),
    (v6(0x0064_FF9B_0000_0000, bits: 96), "NAT64, an IPv4 address inside"),
    (v6(0x0064_FF9B_0001_0000, bits: 48), "local NAT64, an IPv4 address inside"),
    (v6(0x0100_0000_0000_0000, bits: 64), "discard"),
    (v6(0x2001_0000_0000_0000, bits: 32), "Teredo, an IPv4 address inside"),
    (v6(0x2001_0000_0000_0000, bits: 23), "protocol assignments"),
    (v6(0x2001_0DB8_0000_0000, bits: 32), "documentation"),
    (v6(0x2002_0000_0000_0000, bits: 16), "6to4, an IPv4 address inside"),
    (v6(0x3FFE_0000_0000_0000, bits: 16), "6bone"),
    (v6(0x3FFF_0000_0000_0000, bits: 20), "documentation"),
    (v6(0xFE80_0000_0000_0000, bits: 10), "link-local"),
    (v6(0xFEC0_0000_0000_0000, bits: 10), "site-local"),
    (v6(0xFF00_0000_0000_0000, bits: 8), "multicast"),
  ]

  private static let globalUnicast = v6(0x2000_0000_0000_0000, bits: 3)

  private static func v6(_ high: UInt64, bits: Int) -> CIDR {
    CIDR(base: HostAddress(ipv6High: high, low: 0), prefixBitCount: bits)
  }

  /// RFC 5214 §6.1: an interface identifier of 0000:5EFE or 0200:5EFE carries an IPv4 address.
  private static func isISATAP(_ address: HostAddress) -> Bool {
    address.low >> 32 & 0xFDFF_FFFF == 0x0000_5EFE
  }
}
