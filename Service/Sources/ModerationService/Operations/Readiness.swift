import Foundation
import ImageModeration
import Synchronization

/// Whether pictures can be judged: known from a small one that really is.
final class Readiness: Sendable {
  /// How long a judged picture proves that the next one can be.
  static let validity = Duration.seconds(10)
  /// How long the picture may take, from its admission on.
  static let deadline = Duration.seconds(10)

  /// A grey ramp of 64×64 pixels, PNG.
  private static let picture =
    Base64Picture.bytes(
      of:
        "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAABxUlEQVR42qXP50IIAABG0WskVGRkpOwtlFQqO3vvnWioRCrJlk32KnvPsveKysxIGamEFIVCEbJ+eIjvvMGBEqXKGJevaFatRs069Rs1bW5ta+/YtkPnrj169xs4ZPgo13EeE3wnTQmaNmP2vAWLl61YvW5jxNYdu/cdPHL0xOlzF69co1hJw7ImppWqVLeoVbdB42YtbFo7OLXr6NKtZ5/+g4aOGD12vKf3xMkBU0NmzglduGT5yjXrN23etnPP/kORx06eOX/p6nWKG5Q2KlehclVzy9r1GjaxatnKro1z+05duvfqO2DwsJFj3Ny9fPz8A4Onz5o7f9HSsFVrN4Rv2b5r74HDUcdPnb1wOTpGHcQiDuIQBzcQBzcRB7cQB7cRB3cQB3cRB/GIg3uIg/uIgweIg4eIgwTEwSPEQSLiIAlx8Bhx8ARx8BRx8AxxkIw4eI44SEEcpCIO0hAHLxAH6YiDl4iDV4iD14iDDMTBG8RBJuIgC3HwFnHwDnGQjTjIQRy8Rxx8QBx8RBzkIg7yEAefEAefEQdfEAf5iIMCxMFXxME3xEEh4uA74uAH4uAn4qAIcfALcfAbcfAHcfAXcfDvPys74GpYcImeAAAAAElFTkSuQmCC"
    ) ?? []

  private struct State {
    var judged: ContinuousClock.Instant?
    var problem: String? = "no picture was judged yet"
    var isJudging = false
    var isDraining = false
  }

  private let moderator: Moderator
  private let state = Mutex(State())

  init(_ moderator: Moderator) { self.moderator = moderator }

  /// From now on nothing is ready: the process ends.
  func drain() { state.withLock { $0.isDraining = true } }

  /// Why no picture can be judged now; nil where one was within the last seconds.
  func problem() async -> String? {
    let begins = state.withLock { state -> Bool in
      if state.isDraining || state.isJudging { return false }
      if let judged = state.judged, judged.duration(to: .now) < Self.validity { return false }
      state.isJudging = true
      return true
    }
    if begins { await judge() }
    return state.withLock { $0.isDraining ? "the service is about to end" : $0.problem }
  }

  private func judge() async {
    var problem: String?
    do throws(HostFailure) {
      // Rules of its own: an answer that was remembered would prove nothing.
      let rules = try moderator.rules.narrowed(limits: .ims20201229).within(Self.deadline)
      let result = try await moderator.moderate(.bytes(Self.picture, .local), under: rules)
      switch result.outcome {
      case .rejected(let rejection): problem = "the test picture was refused: \(rejection.code)"
      case .verdict(let verdict):
        let gaps = verdict.scenes.filter(\.status.isGap).map(\.scene.rawValue)
        if !gaps.isEmpty { problem = "not looked at in the test picture: \(gaps.joined(separator: ", "))" }
      }
    } catch {
      // Too much to do is no fault: pictures are judged all the while.
      problem = error.code == .queueFull ? nil : "the test picture was not judged: \(error.code)"
    }
    state.withLock {
      $0.isJudging = false
      $0.problem = problem
      $0.judged = problem == nil ? .now : nil
    }
  }
}
