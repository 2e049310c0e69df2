import Testing

@testable import ServiceAccounts

@Suite("Signatures of callbacks", .timeLimit(.minutes(20)))
struct CallbackSignatureTests {
  private let secret = "0123456789abcdefghijklmnopqrstuv"

  /// The digest is Python's: hmac.new(b"CALLBACK1" + secret, timestamp + b"." + body, "sha256").
  @Test func `are what another program makes of the same bytes`() throws {
    let body = #"{"DataId":"d","RequestId":"7a0f1c1e-0000-4000-8000-000000000002"}"#
    let signature = CallbackSignature.signature(
      of: Array(body.utf8), timestamp: 1_795_780_800, secret: try #require(Secret(secret)))
    #expect(signature == "43aa7dd32fe04f00eb0a2a00bf6b0e4611d56c11d27718d2ad5d86a681499968")
  }

  @Test func `are made for the key's own account, with a revoked key too`() throws {
    var key = AccessKey(id: "AKID1", secret: try #require(Secret(secret)), account: "acme")
    key.revoked = 1
    let directory = try AccountDirectory(accounts: [Account(id: "acme"), Account(id: "other")], keys: [key])
    #expect(directory.callbackSecret(ofKey: "AKID1", account: "acme")?.revealed == secret)
    #expect(directory.callbackSecret(ofKey: "AKID1", account: "other") == nil)
    #expect(directory.callbackSecret(ofKey: "AKID2", account: "acme") == nil)
  }
}
