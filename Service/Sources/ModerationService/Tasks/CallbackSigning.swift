import ModerationStore
import ServiceAccounts

/// The header fields of a callback.
struct CallbackSigning: Sendable {
  /// The accounts and keys of the moment; nil for a service that asks nobody for a key, and signs nothing.
  let accounts: (@Sendable () -> AccountDirectory)?

  /// - Parameter milliseconds: Wall time since 1970.
  /// - Returns: nil where nobody can sign for the key any more.
  func headers(
    _ task: KeptTask, body: [UInt8], attempt: Int, at milliseconds: Int64
  ) -> [(name: String, value: String)]? {
    let timestamp = milliseconds / 1_000
    var headers = [
      (name: "X-Moderation-Task-Id", value: task.id), (name: "X-Moderation-Attempt", value: "\(attempt)"),
      (name: "X-Moderation-Timestamp", value: "\(timestamp)"),
    ]
    guard let accounts else { return headers }
    guard let secret = accounts().callbackSecret(ofKey: task.order.keyID, account: task.account),
      let signature = CallbackSignature.signature(of: body, timestamp: timestamp, secret: secret)
    else { return nil }
    headers.append((name: "X-Moderation-Key-Id", value: task.order.keyID))
    headers.append((name: "X-Moderation-Signature", value: signature))
    return headers
  }
}
