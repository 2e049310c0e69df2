import ImageFetching
import Testing

@Suite(.timeLimit(.minutes(20)))
struct AddressTests {
  static let refused = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "100.100.100.200", "127.0.0.1",
    "127.255.255.254", "169.254.0.23", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::127.0.0.1", "::8.8.8.8",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1",
    "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1",
    "2002:7f00:1::1", "2002:808:808::1", "3ffe::1", "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00:ec2::254",
    "fd20:ce::254", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "2606:4700::5efe:127.0.0.1",
    "2606:4700::200:5efe:10.0.0.1",
  ]
  static let passed = [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "2000::1", "2001:200::1", "2003::1", "2606:4700:4700::1111",
    "2a00:1450:4001::1", "3ffd:ffff::1",
  ]

  @Test("An address in a special block is refused", arguments: refused)
  func special(_ text: String) throws {
    let address = try address(text)
    #expect(!FetchRules().permits(address, host: "pictures.example"), "\(address)")
  }

  @Test("A public address passes", arguments: passed)
  func everywhere(_ text: String) throws {
    #expect(FetchRules().permits(try address(text), host: "pictures.example"))
  }

  @Test("One inside address among public ones refuses the name, wherever it stands", arguments: [0, 1, 2])
  func mixed(_ place: Int) async throws {
    var addresses = ["127.0.0.2", "127.0.0.2"]
    try await ScriptedServer.running([[.send(answer("x"))]], address: "127.0.0.2") { server in
      addresses.insert("127.0.0.1", at: place)
      let resolver = StubResolver(["pictures.example": [addresses]])
      let failure = await failure(
        fetching: "http://pictures.example:\(server.port)/", rules: try server.rules, resolver: resolver)
      #expect(failure?.code == .addressRefused)
      #expect(server.connections == 0)
    }
  }

  @Test(
    "Addresses are read in their one spelling",
    arguments: [
      "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1 ", "fe80::1%lo", "[::1]", "", "localhost",
    ])
  func odd(_ text: String) { #expect(HostAddress(text) == nil) }

  @Test("An address is written as it is read", arguments: refused + passed)
  func roundTrip(_ text: String) throws {
    let address = try address(text)
    #expect(HostAddress(address.description) == address)
  }

  @Test(
    "A block that is none is refused with words",
    arguments: [
      "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/-1", "10/8", "fd00::/129", "fd00::1/64", "x/8",
      "10.0.0.0/8/8", "10.0.0.0/+8",
    ])
  func badBlock(_ text: String) {
    let error = #expect(throws: FetchFailure.self) { try CIDR(text) }
    #expect(error?.code == .rulesInvalid)
  }

  @Test(
    "A block holds its first and last address and not their neighbours",
    arguments: [
      ("10.20.0.0/16", "10.20.0.0", "10.20.255.255", "10.19.255.255", "10.21.0.0"),
      ("192.168.1.4/30", "192.168.1.4", "192.168.1.7", "192.168.1.3", "192.168.1.8"),
      ("fd12:3456::/32", "fd12:3456::", "fd12:3456:ffff:ffff:ffff:ffff:ffff:ffff", "fd12:3455:ffff::", "fd12:3457::"),
      ("fd00::1:0/112", "fd00::1:0", "fd00::1:ffff", "fd00::ffff", "fd00::2:0"),
      ("10.1.2.3", "10.1.2.3", "10.1.2.3", "10.1.2.2", "10.1.2.4"),
      ("fd00::/64", "fd00::", "fd00::ffff:ffff:ffff:ffff", "fcff:ffff::", "fd00:0:0:1::"),
    ])
  func block(_ text: String, first: String, last: String, below: String, above: String) throws {
    let block = try CIDR(text)
    let (first, last) = (try address(first), try address(last))
    let (below, above) = (try address(below), try address(above))
    #expect(block.contains(first) && block.contains(last))
    #expect(!block.contains(below) && !block.contains(above))
  }
}
