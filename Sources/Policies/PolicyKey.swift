import Documents
import ModerationCore

/// One key that a policy may have: its place, what its value may be, and what it is for. The reader, the JSON Schema
/// and the table in the documentation are made of this list alone.
struct PolicyKey {
  /// What a value may be.
  enum Form {
    case flag
    case count(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case choice([String])
    case choiceOrCount([String], ClosedRange<Int>)
    /// A list of some of these words; with `alone`, that word may stand in its place.
    case words([String], alone: String?)
    /// A list of names that are not fixed here.
    case names
    /// A text of at most so many bytes.
    case text(Int)
    case uses(ListUse.Kind)
    case exceptions
  }

  let path: [String]
  let form: Form
  let about: String

  init(_ path: String, _ form: Form, _ about: String) {
    self.path = path.split(separator: ".").map(String.init)
    self.form = form
    self.about = about
  }

  /// The keys below which thresholds stand by label.
  static let images = "images"
  static let texts = "texts"
  static let detectors = "detectors"

  private static let suggestions = Suggestion.allCases.map(\.description)
  private static let sublabelsOfGaps = SubLabel.unreadKinds.map(\.rawValue).sorted()
  private static let budget = Limits.ims20201229

  /// Every key but for thresholds, in the order in which a policy is shown.
  static let all: [PolicyKey] =
    [
      PolicyKey("description", .text(400), "What the policy is for, in a sentence. Not inherited."),
      PolicyKey("extends", .text(32), "The policy whose values hold where this one has none; default unless given."),
      PolicyKey("application", .text(64), "The application that the policy belongs to, the upper of two levels."),
      PolicyKey("sceneName", .text(64), "The scene of the application, the lower level: chat, avatars, comments."),
      PolicyKey(
        "scenes", .words(["porn", "terror", "politics", "text", "tags"], alone: "usual"),
        "What is looked for. usual: porn, terror, text, and politics where pictures or faces are in use."),
    ] + limits + looking + meaning

  private static let limits = [
    PolicyKey("limits.profile", .choice(Limits.profiles.map(\.name)), "The limits that hold where no key below does."),
    PolicyKey(
      "limits.minimumFileBytes", .count(0...budget.maximumFileBytes), "The fewest bytes of a file."),
    PolicyKey("limits.maximumFileBytes", .count(1...(1 << 30)), "The most bytes of a file."),
    PolicyKey(
      "limits.maximumBase64Characters", .count(1...(1 << 30)), "The most characters of base64 text in a request."),
    PolicyKey(
      "limits.formats", .words(budget.formats.map(\.rawValue).sorted(), alone: nil), "The formats that are accepted."),
    PolicyKey("limits.minimumSidePixels", .count(1...10_000), "The shortest side that is accepted."),
    PolicyKey("limits.maximumSidePixels", .count(1...100_000), "The longest side that is accepted."),
    PolicyKey(
      "limits.aspectRatioBelow", .number(1.01...100_000), "The longer side is less than this many times the shorter."),
    PolicyKey("limits.sizeIsAdvice", .flag, "Whether a broken side or aspect limit is only advice in the result."),
    PolicyKey("limits.maximumFramePixels", .count(1...budget.size.maximumFramePixels), "The most pixels of one frame."),
    PolicyKey(
      "limits.maximumSampledFrames", .count(1...FrameSampling.maximumFrameCount),
      "The most frames of an animation, whatever the sampling says."),
    PolicyKey(
      "limits.maximumSampledPixels", .count(1...budget.maximumSampledPixels),
      "The most pixels of all sampled frames together."),
    PolicyKey(
      "limits.maximumDecodeMemoryBytes", .count((1 << 20)...budget.maximumDecodeMemoryBytes),
      "The most memory that decoding may take, as estimated from the header."),
    PolicyKey("limits.deadlineSeconds", .number(0.1...3600), "How long one image may take."),
  ]

  private static let looking = [
    PolicyKey(
      "sampling", .choiceOrCount(["standard", "documented", "first"], 1...FrameSampling.maximumFrameCount),
      "Which frames of an animation are looked at: a rule, or so many spread over all."),
    PolicyKey("models.porn", .choice(["two-models", "open-nsfw"]), "Which networks judge the porn scene."),
    PolicyKey("reading.engine", .choice(["tiny-small", "tiny", "small", "tesseract"]), "The recogniser of text."),
    PolicyKey(
      "reading.detection", .choice(["whole", "two-stage", "fast"]),
      "Where small and tiny look for lines: on 960 pixels; on 480, and 960 where needed; on 320, and 960 where needed."),
    PolicyKey("reading.languages", .names, "Tesseract's language packs."),
    PolicyKey(
      "reading.textModels", .flag,
      "Whether models judge the text for abuse, advertising and fraud. Words and patterns are looked for either way."),
    PolicyKey(
      "codes.kinds", .choice(["all", "likely", "qr"]),
      "Which codes are looked for: all that are known, those plain to see, or QR codes alone."),
    PolicyKey("thorough", .flag, "Whether every picture is also looked at in parts for porn and terror."),
    PolicyKey("bodyParts", .flag, "Whether NudeNet looks for body parts."),
    PolicyKey(
      "transparency.onBlack", .flag,
      "Whether a transparent picture is also laid on black where that shows more."),
    PolicyKey("transparency.hiddenColour", .flag, "Whether the colour of wholly transparent pixels is judged."),
  ]

  /// What may be done with a kind of contact or code.
  static let patternUses = ["off", "evidence", "scored", "review", "block"]

  private static let meaning =
    PatternKind.allCases.map { kind in PolicyKey("patterns.\(kind.rawValue)", .choice(patternUses), kind.about) }
    + ListUse.Kind.allCases.map { kind in
      PolicyKey("lists.\(kind.rawValue)", .uses(kind), kind.about)
    } + [
      PolicyKey(
        "manifests", .names,
        "Manifests of models of one's own, as manifests/gambling/manifest.yaml: each is looked with, beside the scenes."
      ),
      PolicyKey("labels", .names, "Labels of one's own that lists of words may claim."),
      PolicyKey("exceptions", .exceptions, "Findings that stay in the result and do not count."),
      PolicyKey("gaps.suggestion", .choice(suggestions), "What a gap means that no key below names."),
      PolicyKey("gaps.deadline", .choice(suggestions), "The deadline passed before everything was looked at."),
      PolicyKey("gaps.unseen", .choice(suggestions), "A viewer may show something that was not shown to detectors."),
      PolicyKey("gaps.detectorFailed", .choice(suggestions), "A detector failed."),
      PolicyKey("gaps.fileTooLargeForScene", .choice(suggestions), "The file is too large for one of the scenes."),
      PolicyKey(
        "gaps.unsampledFrames", .choice(["coverage"] + suggestions),
        "Frames that the sampling leaves out; coverage: no gap, the reason tells."),
      PolicyKey(
        "gaps.notCovered", .words(sublabelsOfGaps, alone: nil), "What makes a gap where it was seen and not read."),
      PolicyKey("stopsAtBlock", .flag, "Whether work ends once BLOCK is certain."),
      PolicyKey(
        "shadow", .text(32), "A policy that judges the same findings beside this one, without effect. Not inherited."),
    ]

  /// The key that was meant: one beside it, one that it begins, or the same word at another place.
  static func hint(_ word: String, among known: [String]) -> String {
    if let near = NearestWord.to(word, among: known) { return "; did you mean \(near)?" }
    let begun = known.first { word.count > 2 && $0.lowercased().hasPrefix(word.lowercased()) }
    let elsewhere = all.first { $0.path.last == word && $0.path.count > 1 }
    let meant = begun ?? elsewhere.map { $0.path.joined(separator: ".") }
    return meant.map { "; did you mean \($0)?" } ?? ""
  }

  /// Where in `all` a key stands.
  private static let places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($0.element.path, $0.offset) })

  /// The key at a place; nil for none, and for groups of keys.
  static func at(_ path: [String]) -> PolicyKey? { places[path].map { all[$0] } }

  /// The place of a key among all; behind them for thresholds.
  static func place(of path: [String]) -> Int { places[path] ?? all.count }

  /// The words that may stand below a place; empty where that is no group.
  static func children(of path: [String]) -> [String] {
    var names: [String] = []
    for key in all where key.path.count > path.count && Array(key.path.prefix(path.count)) == path {
      if !names.contains(key.path[path.count]) { names.append(key.path[path.count]) }
    }
    return path.isEmpty ? names + [images, texts, detectors] : names
  }
}
