import WorkerProcesses
import ImageModeration
import PluginHost

/// One detector of a library, or why the library has none, as `Documentation/schema/plugin-listing-1.json` describes
/// it.
struct PluginListing: Encodable {
  struct Detector: Encodable {
    let id: String
    let scene: String
    let judges: String
    let labels: [String]
    let covers: [String]
    let doesNotCover: [String]
    let wish: String
    @ExplicitNull var model: Model?
  }

  struct Model: Encodable {
    let name: String
    let sha256: String
  }

  struct Failure: Encodable {
    let code: String
    let message: String
  }

  let schema = "plugin-listing-1"
  let library: String
  @ExplicitNull var sha256: String?
  @ExplicitNull var detector: Detector?
  let runsIn: [String]
  @ExplicitNull var sandbox: String?
  @ExplicitNull var failure: Failure?

  init(
    library: String, sha256: String, detector: PluginDescription, sandbox: SandboxReport, isPinned: Bool
  ) {
    self.library = library
    self.sha256 = sha256
    let descriptor = detector.descriptor
    self.detector = Detector(
      id: descriptor.id, scene: descriptor.scene.rawValue, judges: detector.inputWish == nil ? "text" : "pixels",
      labels: descriptor.bands.keys.map(\.rawValue).sorted(), covers: descriptor.covers.map(\.rawValue).sorted(),
      doesNotCover: descriptor.doesNotCover.map(\.rawValue).sorted(),
      wish: detector.inputWish.map(Self.words) ?? "text that was read",
      model: descriptor.model.map { Model(name: $0.name, sha256: $0.sha256) })
    runsIn = isPinned ? ["worker", "process"] : ["worker"]
    self.sandbox = sandbox.mode.rawValue
    failure = nil
  }

  init(library: String, sha256: String? = nil, failure: HostFailure) {
    self.library = library
    self.sha256 = sha256
    detector = nil
    runsIn = []
    sandbox = nil
    self.failure = Failure(code: failure.code.rawValue, message: failure.message)
  }

  /// The line for people and for `cut`.
  var line: String {
    guard let detector else { return Self.columns(["BROKEN", library, failure?.message ?? ""]) }
    func list(_ names: [String]) -> String { names.isEmpty ? "-" : names.joined(separator: ",") }
    let place = "worker (\(sandbox ?? "-"))" + (runsIn.contains("process") ? " or --plugin-in-process" : "")
    return Self.columns([
      detector.id, detector.scene, list(detector.labels), list(detector.covers), detector.wish, sha256 ?? "-", place,
      library,
    ])
  }

  /// No text may add a column or a line of its own.
  private static func columns(_ texts: [String]) -> String { texts.map(Printable.text).joined(separator: "\t") }

  /// A wish in a few words: `longest side 64`, `exactly 224×224 bicubic BGR`.
  private static func words(_ wish: InputWish) -> String {
    var words: [String] =
      switch wish.fit {
      case .exact(let size): ["exactly \(size)"]
      case .longestSide(let side): ["longest side \(side)"]
      case .cover(let size): ["covering \(size)"]
      }
    if wish.filter == .bicubic { words.append("bicubic") }
    if wish.channelOrder == .bgr { words.append("BGR") }
    if let crop = wish.centreCrop { words.append("centre \(crop)") }
    if let quality = wish.jpegRoundTripQuality { words.append("JPEG \(quality)") }
    if wish.tiling != nil { words.append("tiled") }
    return words.joined(separator: " ")
  }
}
