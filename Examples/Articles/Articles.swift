import ImageModeration
import StandardDetectors
import WorkerProcesses

// What the articles of ImageModeration's documentation show in part. Built, so that a rename breaks the build.

func limits() -> Limits {
  var limits = Limits.ims20201229
  limits.name = "avatars-1"
  limits.formats = [.jpeg, .png, .webp]
  limits.size.minimumSidePixels = 200
  limits.maximumFileBytes = 4 << 20
  limits.deadline = .seconds(5)
  return limits
}

func policy() -> Policy {
  var policy = Policy.standard
  policy.name = "children"
  policy.version = "2026-11"
  policy.bands["porn.two-models"] = [.porn: ScoreBands(reviewFrom: 0.1, as: .sexy, blockAbove: 0.6, as: .porn)]
  policy.subLabelBands["terror.efficientnet-lite2"] = [
    .fire: ScoreBands(reviewFrom: 0.95, as: .terror, .fire, blockAbove: 1, as: .terror, .fire)
  ]
  policy.exceptions = [FindingException(name: "our own address", label: .ad, subLabel: .webAddress)]
  policy.gapsFor = [.unreadText]
  policy.stopsAtBlock = true
  return policy
}

func rules(
  detectors: DetectorSet, policy: Policy, banned: [String], cleared: [String]
) throws(HostFailure) -> Ruleset {
  try Ruleset(
    detectors: detectors, limits: limits(), policy: policy,
    knownFiles: [
      KnownFiles(name: "banned", suggestion: .block, sha256: banned),
      KnownFiles(name: "cleared", suggestion: .pass, sha256: cleared),
    ],
    text: TextHints(language: "zh-Hans"))
}

func isolation(worker path: String) -> Isolation {
  let policy = WorkerPolicy(maximumMemoryBytes: 1 << 30, allowsWeakerSandbox: false)
  return Isolation.worker(executable: path, policy: policy)
}

/// A status and a text for the person who sent the image.
func answer(_ moderator: Moderator, _ upload: [UInt8]) async -> (status: Int, text: String) {
  do throws(HostFailure) {
    switch try await moderator.moderate(.bytes(upload, .fetched)).outcome {
    case .verdict(let verdict): return (200, "\(verdict.suggestion)")
    case .rejected(let rejection): return (422, rejection.publicMessage)
    }
  } catch {
    print("failure \(error.code): \(error.message)")  // for operators
    return (error.isTransient ? 503 : 500, error.publicMessage)
  }
}

func moderator(_ rules: Ruleset, _ isolation: Isolation) throws(HostFailure) -> Moderator {
  let capacity = Moderator.Capacity(
    concurrentImages: 4, waitingImages: 32, waitingBytes: 128 << 20, decodeMemoryBytes: 1 << 30,
    deadlineStart: .admission)
  return try Moderator(rules: rules, isolation: isolation, capacity: capacity)
}

func gauges(_ moderator: Moderator) -> [String: Int] {
  let now = moderator.statistics
  return [
    "images_running": now.runningImages, "images_waiting": now.waitingImages, "bytes_waiting": now.waitingBytes,
    "threads_given_up": now.givenUpThreads, "decode_bytes": now.decodeMemoryBytes,
    "workers_crashed": now.workers?.crashed ?? 0,
  ]
}

/// Flags bright pictures.
struct Brightness: Detector {
  let descriptor = DetectorDescriptor(
    id: "org.example.brightness/1", scene: Scene(rawValue: "brightness"), covers: [], doesNotCover: [],
    bands: [.custom: ScoreBands(reviewFrom: 0.9, as: .custom, blockAbove: 1, as: .custom)])
  let inputWish = InputWish(fit: .longestSide(64))

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    var sum = 0
    for y in 0..<frame.size.height {
      for place in 0..<(frame.size.width * 3) {
        sum += Int(pixels.unsafeLoad(fromByteOffset: y * frame.strideBytes + place, as: UInt8.self))
      }
    }
    let most = 255 * 3 * frame.size.width * frame.size.height
    return [Finding(label: .custom, score: most > 0 ? Double(sum) / Double(most) : 0)]
  }
}

func withBrightness(_ set: DetectorSet) -> DetectorSet {
  var set = set
  set.detectors.append(Brightness())
  return set
}
