import Foundation
public import ModerationStore

/// A task as operators and accounts read it, in JSON; times in milliseconds since 1970.
public struct TaskDocument: Sendable {
  let value: JSONValue

  public init(_ task: KeptTask) {
    let order = task.order
    var address: String?
    if case .address(let text) = order.source { address = text }
    value = .object([
      "id": .string(order.id), "account": .string(order.account), "key": .string(order.keyID),
      "state": .string(task.state.rawValue), "interface": .string(order.interface),
      "policy": order.policy.map { .string($0) }, "dataId": order.dataID.map { .string($0) },
      "callback": .string(order.callback), "address": address.map { .string($0) },
      "pictureBytes": .integer(Int64(task.pictureByteCount)), "attempts": .integer(Int64(task.attempts)),
      "accepted": .integer(task.accepted), "judged": task.judged.map { .integer($0) },
      "ended": task.ended.map { .integer($0) },
      "nextAttempt": task.state == .waiting || task.state == .judged ? .integer(task.nextAttempt) : nil,
      "lastError": task.lastError.map { .string($0) },
      "body": task.body.flatMap { try? JSONDecoder().decode(JSONValue.self, from: Data($0)) },
    ])
  }

  /// On one line.
  public var text: String { value.text }
}
