import Foundation
import ImageModeration
import ModerationStore
import PoliticsDetection
import ServiceAccounts

/// What the face actions share: who finds faces and who keeps them, the queue, the accounts.
struct FaceDesk: Sendable {
  let finder: any FaceFinding
  /// nil where nothing is kept.
  let store: (any FaceStoring)?
  let queue: FairQueue
  let intake: PictureIntake
  let accounting: any Accounting
  let metrics: ServiceMetrics
  /// Milliseconds since 1970.
  var now: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }

  /// How a call is counted.
  struct Meter: Hashable, Sendable {
    /// The interface that the call is counted as.
    let interface: String
    /// The kinds of call that share it; empty where it has one.
    var scenes: [String] = []
  }

  /// Lets a call in, has it done, and counts it whatever became of it.
  ///
  /// - Parameters:
  ///   - interface: Whose grants and rate hold.
  ///   - meter: What it is counted as.
  func counted<Value: Sendable>(
    _ caller: Caller, _ interface: String, _ meter: Meter, _ body: () async throws(ServiceFailure) -> Value
  ) async throws(ServiceFailure) -> Value {
    let callsInSecond = try accounting.admit(caller, to: interface, count: 1)
    var outcome = CallOutcome.failed
    defer {
      accounting.note(
        caller, interface: meter.interface, scenes: meter.scenes, count: 1, callsInSecond: callsInSecond,
        outcome: outcome)
    }
    do throws(ServiceFailure) {
      let value = try await body()
      outcome = .answered
      return value
    } catch {
      outcome = Self.outcome(of: error)
      throw error
    }
  }

  /// A picture without a face was looked at: the one error that is charged.
  static func outcome(of failure: ServiceFailure) -> CallOutcome {
    switch failure.kind {
    case .iai(.noFaceInPhoto): .answered
    case .iai(.serverError): .failed
    case .missingParameter, .wrongType, .noImage, .invalidBase64, .unsupported: .rejected
    default: failure.isSendersFault ? .rejected : .failed
    }
  }

  /// The faces of a picture, when the account's turn has come.
  func faces(
    of picture: Question.Picture, for account: String, _ selection: FaceSelection,
    until deadline: ContinuousClock.Instant
  ) async throws(ServiceFailure) -> FaceSightings {
    let held = try await intake.bytes(
      of: picture, for: account, maximumBytes: Limits.iai20200303.maximumFileBytes, deadline: deadline)
    let queued = ContinuousClock.now
    return try await queue.run(for: account, until: deadline) { () async throws(ServiceFailure) in
      metrics.waited(queued.duration(to: .now))
      return try await finder.faces(in: held.bytes, from: held.origin, selection, until: deadline)
    }
  }
}
