import ImageModeration
import ServiceAccounts

/// An action of a library: admitted, counted and answered as all of them are.
struct LibraryAction: TencentAction {
  let service: String
  let version: String
  let name: String
  let fields: [ParameterField]
  let codes: TencentCodes
  /// Whether it changes what the account keeps; `Grants.needed(for:)` has the same answer.
  let isChange: Bool
  /// nil where the service remembers nothing or has no folder of policies.
  let libraries: Libraries?
  let perform: @Sendable (TencentCall, Libraries) async throws(LibraryFailure) -> [JSONValue.Member]

  let pictureField = "ImageBase64"
  let deadline = Limits.tiia20190529.deadline
  var maximumValueCount: Int {
    service == "cms" ? 10 * LibraryLimits.maximumWordCountOfCall : JSONReading.maximumValueCount
  }

  func answer(_ call: TencentCall, _ judge: any ImageJudging) async throws(ServiceFailure) -> TencentResult {
    guard let libraries else {
      throw ServiceFailure(
        .unsupported, "\(name) needs a store and a folder of policies: the operator sets store and policies")
    }
    guard !isChange || libraries.writer.isPossible else {
      throw ServiceFailure(
        .unsupported, "\(name) writes a list of the folder of policies, which this service may only read")
    }
    let callsInSecond = try libraries.accounting.admit(call.caller, to: interface, count: 1)
    var outcome = CallOutcome.failed
    defer {
      libraries.accounting.note(
        call.caller, interface: interface, scenes: [], count: 1, callsInSecond: callsInSecond, outcome: outcome)
    }
    do throws(LibraryFailure) {
      let fields = try await perform(call, libraries)
      outcome = .answered
      return TencentResult(fields: fields, outcome: "library")
    } catch {
      switch error {
      case .refusal(let code, let message):
        outcome = .rejected
        let error = JSONValue.object(["Code": .string(code), "Message": .string(message)])
        return TencentResult(fields: [JSONValue.Member(name: "Error", value: error)], outcome: code)
      case .service(let failure):
        if failure.isSendersFault { outcome = .rejected }
        throw failure
      }
    }
  }
}

extension ActionParameters {
  /// The elements of a list of structures.
  func elements(_ name: String) -> [JSONValue] { self[name]?.elements ?? [] }

  /// A whole number within bounds.
  func integer(
    _ name: String, in range: ClosedRange<Int64>, otherwise: Int64, code: String
  ) throws(LibraryFailure) -> Int64 {
    guard let number = integer(name) else { return otherwise }
    guard range.contains(number) else {
      throw .value(code, "\(name) takes \(range.lowerBound) to \(range.upperBound), not \(number)")
    }
    return number
  }
}
