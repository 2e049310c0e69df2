import ImageModeration

/// AWS Rekognition's moderation taxonomy, version 7, as far as our labels say the same.
///
/// Source: AWS's developer guide, "Using the image and video moderation APIs", and AWS's own table from version 6.1 to 7,
/// which has `Suggestive` become the level 1 of nudity that is not explicit.
enum AWSTaxonomy {
  /// Nudity or a sexual act, plainly shown.
  private static let explicit = "Explicit"
  /// What stops short of it.
  private static let suggestive = "Non-Explicit Nudity of Intimate parts and Kissing"
  private static let violence = "Violence"
  private static let graphic = "Graphic Violence"

  /// Level 1 down to the finest level that the finding says; nil where the taxonomy has no word for it.
  ///
  /// Words read in a picture are none of its labels: those speak of what is shown.
  static func path(of finding: CountedFinding) -> [String]? {
    guard finding.scene != .text else { return nil }
    return switch finding.label {
    case .porn:
      switch finding.subLabel {
      case .exposedGenitalia?, .exposedBreast?: [explicit, "Explicit Nudity"]
      case .exposedAnus?, .exposedButtocks?: [explicit, "Explicit Nudity", "Exposed Buttocks or Anus"]
      default: [explicit]
      }
    case .sexy:
      finding.subLabel == .exposedMaleChest ? [suggestive, "Non-Explicit Nudity", "Exposed Male Nipple"] : [suggestive]
    case .terror:
      switch finding.subLabel {
      case .firearm?, .blade?, .drawnWeapon?: [violence, "Weapons"]
      case .gore?: [violence, graphic, "Blood & Gore"]
      case .explosion?: [violence, graphic, "Explosions and Blasts"]
      case .violence?: [violence, graphic, "Physical Violence"]
      case .extremistSymbol?: ["Hate Symbols", "Extremist"]
      // Flames are no violence, and AWS has no word for them.
      case .fire?: nil
      default: [violence]
      }
    default: nil
    }
  }

  /// The same in our own words: label, then sublabel.
  static func ownPath(of finding: CountedFinding) -> [String] {
    [finding.label.rawValue] + [finding.subLabel?.rawValue].compactMap(\.self)
  }
}

/// Labels as AWS answers them: each with its parents, each path once.
struct AWSLabels {
  private var confidences: [[String]: Double] = [:]
  private var order: [[String]] = []

  /// Adds a path with its parents.
  ///
  /// - Parameter confidence: 0…100.
  mutating func add(_ path: [String], confidence: Double) {
    for length in stride(from: path.count, to: 0, by: -1) {
      let name = Array(path.prefix(length))
      if confidences[name] == nil { order.append(name) }
      confidences[name] = max(confidences[name] ?? 0, confidence)
    }
  }

  /// Whether there is none at or above a confidence.
  func isEmpty(from minimum: Double) -> Bool { !confidences.values.contains { $0 >= minimum } }

  /// The labels at or above a confidence, surest first, the finer before the coarser.
  func values(from minimum: Double) -> [JSONValue] {
    let kept = order.filter { confidences[$0, default: 0] >= minimum }
    let sorted = kept.enumerated().sorted {
      let (left, right) = (confidences[$0.element, default: 0], confidences[$1.element, default: 0])
      return left == right ? $0.offset < $1.offset : left > right
    }
    return sorted.map { _, path in
      .object([
        "Confidence": .number(confidences[path, default: 0]), "Name": path.last.map(JSONValue.string),
        "ParentName": .string(path.dropLast().last ?? ""), "TaxonomyLevel": .integer(Int64(path.count)),
      ])
    }
  }
}
