import Foundation
import ServiceAccounts

/// Finds out who sends, by the accounts and keys of the moment.
struct Authenticator: Authenticating {
  /// The accounts and keys as they are now.
  let directory: @Sendable () -> AccountDirectory
  /// Nonces of the older signature that were seen.
  let nonces: ReplayWindow

  private static func request(_ head: RequestHead) -> SignedRequest {
    SignedRequest(method: head.method, path: head.path, query: head.query, headers: head.headers)
  }

  /// Seconds since 1970.
  private static var now: Int { Int(Date().timeIntervalSince1970) }

  func claim(_ head: RequestHead, by scheme: SignatureScheme) throws(ServiceFailure) -> RequestClaim {
    let (request, directory) = (Self.request(head), directory())
    do throws(AuthenticationFailure) {
      switch scheme {
      case .tencent: return Self.claim(try TC3Signature.claim(request, in: directory, now: Self.now))
      case .aws: return Self.claim(try AWSSignatureV4.claim(request, in: directory, now: Self.now))
      case .huawei: return Self.claim(try HuaweiSignature.claim(request, in: directory, now: Self.now))
      case .bearer: return Self.claim(try BearerKey.caller(of: request, at: [.authorization], in: directory))
      case .key("ocp-apim-subscription-key"):
        return Self.claim(try BearerKey.caller(of: request, at: [.subscriptionKey], in: directory))
      case .key: return Self.claim(try BearerKey.caller(of: request, at: [.apiKey], in: directory))
      }
    } catch {
      throw ServiceFailure(.notAuthenticated(error), error.message)
    }
  }

  func claim(
    _ head: RequestHead, parameters: [(name: String, value: String)]
  ) throws(ServiceFailure) -> RequestClaim {
    do throws(AuthenticationFailure) {
      return Self.claim(
        try TencentV1Signature.claim(
          Self.request(head), parameters: FormParameters(pairs: parameters), in: directory(), now: Self.now,
          replays: nonces))
    } catch {
      throw ServiceFailure(.notAuthenticated(error), error.message)
    }
  }

  private static func claim(_ claim: SignatureClaim) -> RequestClaim {
    RequestClaim(account: claim.accountID) { body throws(AuthenticationFailure) in try claim.verify(body: body) }
  }

  /// A token says all at once.
  private static func claim(_ caller: Caller) -> RequestClaim {
    RequestClaim(account: caller.account.id) { _ throws(AuthenticationFailure) in caller }
  }
}

/// Asks nobody for a key: everybody is the one account that may everything. For loopback alone.
struct OpenDoor: Authenticating {
  private static let caller = Caller(account: Account(id: Account.defaultID), keyID: "none", grants: .all)

  func claim(_ head: RequestHead, by scheme: SignatureScheme) -> RequestClaim { Self.claim }

  func claim(_ head: RequestHead, parameters: [(name: String, value: String)]) -> RequestClaim { Self.claim }

  private static let claim = RequestClaim(account: Account.defaultID) { _ in caller }
}
