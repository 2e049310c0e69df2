import Foundation
import ImageFetching
import ImageMatching
import ImageModeration
import PoliticsDetection
import ServiceAccounts
import Synchronization

@testable import ModerationService

/// Finds the faces that a picture's bytes name: `0,1c90,2s20,3n7` are four faces, of which the second has a cosine of
/// 0.9 to the direction 1, the third a side of 20 pixels, the fourth a norm of 7. `none` has no face, `bad` is no
/// picture, `late` is not looked at in time.
struct FaceScript: FaceFinding {
  func faces(
    in bytes: [UInt8], from origin: ImageOrigin, _ selection: FaceSelection, until deadline: ContinuousClock.Instant
  ) async throws(ServiceFailure) -> FaceSightings {
    let text = String(decoding: bytes, as: UTF8.self)
    if text == "bad" { throw ServiceFailure(.rejected(InputRejection(.decodingFailed, message: "no picture")), "bad") }
    if text == "wide" { throw ServiceFailure(.rejected(InputRejection(.sideTooLarge, message: "wide")), "wide") }
    if text == "late" { throw ServiceFailure(.deadlinePassed, "late") }
    let all = text == "none" ? [] : text.split(separator: ",").enumerated().map { Self.face($1, at: $0) }
    var chosen = all.filter { $0.shorterSidePixels >= Double(selection.minimumSidePixels) }
      .sorted { $0.shorterSidePixels > $1.shorterSidePixels }
    if selection.order == .surest { chosen.sort { $0.detectionScore > $1.detectionScore } }
    let faces = chosen.prefix(selection.maximumCount).enumerated().map { index, face in
      index < selection.embeddedCount
        ? face : FaceSighting(box: face.box, detectionScore: face.detectionScore, landmarks: face.landmarks)
    }
    return FaceSightings(size: PixelSize(width: 640, height: 480), foundCount: all.count, faces: faces)
  }

  /// A face; the later ones of a picture are a little smaller and surer.
  private static func face(_ token: Substring, at place: Int) -> FaceSighting {
    var (axis, cosine, side, norm) = (0, 1.0, 200.0 - Double(place), 13.0)
    var kind: Character = "a"
    var digits = ""
    for character in token + "." {
      if character.isNumber {
        digits.append(character)
        continue
      }
      let value = Double(digits) ?? 0
      switch kind {
      case "c": cosine = value / 100
      case "s": side = value
      case "n": norm = value
      default: axis = Int(value)
      }
      (kind, digits) = (character, "")
    }
    var raw = [Float](repeating: 0, count: FaceEmbedding.count)
    raw[axis] = Float(norm * cosine)
    // What is left points where no other face does.
    raw[127 - axis] = Float(norm * (1 - cosine * cosine).squareRoot())
    func point(_ x: Double) -> PixelPoint { PixelPoint(x: x, y: x + 1) }
    return FaceSighting(
      box: PixelRectangle(x: 10.4, y: 20.6, width: side, height: side + 10), detectionScore: 0.9 + Double(place) / 100,
      landmarks: FaceLandmarks(
        leftEye: point(1), rightEye: point(2), noseTip: point(3), leftMouthCorner: point(4),
        rightMouthCorner: point(5)),
      embedding: FaceEmbedding(raw: raw), brightness: 51.4)
  }
}

/// The actions of IAI over a list of faces, asked as the server asks them.
struct FaceScene {
  let store = ListedFaceStore()
  let calls = CountedCalls()
  private let dialect: TencentDialect

  /// What was counted.
  final class CountedCalls: Sendable {
    private let made = Mutex<[AccountLedger.Call]>([])
    var all: [AccountLedger.Call] { made.withLock { $0 } }
    func add(_ call: AccountLedger.Call) { made.withLock { $0.append(call) } }
  }

  init(hasStore: Bool = true) {
    let (calls, metrics) = (calls, ServiceMetrics())
    let desk = FaceDesk(
      finder: FaceScript(), store: hasStore ? store : nil,
      queue: FairQueue(FairQueue.Bounds(slotCount: 2, waitingCount: 100, waitingCountPerAccount: 100)),
      intake: PictureIntake(
        fetcher: ImageFetcher(rules: FetchRules()),
        budget: ByteBudget(byteCount: 1 << 30, byteCountPerAccount: 1 << 30), metrics: metrics),
      accounting: AccountLedger(rates: AccountRates()) { calls.add($0) }, metrics: metrics, now: { 1_700_000_000_123 })
    dialect = TencentDialect(
      actions: IAIAction.all(at: desk), judge: FixedJudge(.clean), authenticator: FixedAuthenticator())
  }

  /// A picture as the script reads it.
  static func picture(_ faces: String) -> String { Data(faces.utf8).base64EncodedString() }

  /// An action's answer; `%faces%` stands for the picture of these faces.
  @discardableResult
  func ask(_ action: String, _ json: String) async -> ServiceAnswer {
    var text = json
    while let start = text.firstIndex(of: "%"), let end = text[text.index(after: start)...].firstIndex(of: "%") {
      text.replaceSubrange(start...end, with: Self.picture(String(text[text.index(after: start)..<end])))
    }
    return await TencentRequest(text, of: "2020-03-03", action: action).ask(dialect)
  }

  /// A scene with two groups; ann is in both, bob in the first.
  static func filled() async -> FaceScene {
    let scene = FaceScene()
    await scene.ask("CreateGroup", #"{"GroupId":"g1","GroupName":"one","GroupExDescriptions":["no","tel"],"Tag":"t"}"#)
    await scene.ask("CreateGroup", #"{"GroupId":"g2","GroupName":"two"}"#)
    await scene.ask("CreatePerson", #"{"GroupId":"g1","PersonId":"ann","PersonName":"Ann","Gender":2,"Image":"%0%"}"#)
    await scene.ask("CreatePerson", #"{"GroupId":"g1","PersonId":"bob","PersonName":"Bob","Image":"%1%"}"#)
    await scene.ask("CopyPerson", #"{"PersonId":"ann","GroupIds":["g2"]}"#)
    return scene
  }
}
