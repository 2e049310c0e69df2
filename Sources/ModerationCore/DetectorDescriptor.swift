/// What a detector is: a value, constant for the detector's life.
public struct DetectorDescriptor: Hashable, Sendable {
  /// Which weights answered: goes into every result, so that a verdict can be repeated.
  public struct Model: Hashable, Sendable {
    /// The model's name with its revision.
    public let name: String
    /// SHA-256 of the model file, 64 lower-case hexadecimal digits.
    public let sha256: String

    /// Makes a model identity.
    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// What a detector's word rests on. Of findings that suggest the same, those with the firmer ground come first and
  /// give the verdict its label.
  public enum Basis: Int, Comparable, Sendable {
    /// What a trained model believes.
    case model
    /// A fixed rule: a pattern, a code that decodes.
    case rule
    /// The operator's own list, which says what is not wanted.
    case operatorList

    public static func < (left: Basis, right: Basis) -> Bool { left.rawValue < right.rawValue }

    /// As written in results.
    public var name: String {
      switch self {
      case .model: "model"
      case .rule: "rule"
      case .operatorList: "operatorList"
      }
    }

    /// The basis of that name; nil for another word.
    public init?(name: String) {
      guard let basis = [Basis.model, .rule, .operatorList].first(where: { $0.name == name }) else { return nil }
      self = basis
    }
  }

  /// Reverse-DNS or plain words with a revision, for example `porn.open-nsfw/1`. Unique within a `Moderator`.
  public let id: String
  /// The scene that the detector serves.
  public let scene: Scene
  /// The model behind it; nil for a detector without weights.
  public let model: Model?
  /// The sublabels it looks for.
  public let covers: Set<SubLabel>
  /// The sublabels of its scene that it does not look for.
  public let doesNotCover: Set<SubLabel>
  /// What scores mean unless the policy says otherwise, for each label that the detector may claim.
  public let bands: [Label: ScoreBands]
  /// Bands of single sublabels, where they differ from those of their label.
  public let subLabelBands: [SubLabel: ScoreBands]
  /// What its word rests on.
  public let basis: Basis
  /// How many of the operator's own things it compares with, by name, for example `wordLists`. Stands in the result, so
  /// that a PASS without any list can be told from one with.
  public let supplied: [String: Int]
  /// The operator's lists that it compares with. Stand in the result, so that a verdict can be repeated.
  public let lists: [ListIdentity]

  /// The identifier without its revision, `porn.open-nsfw` for `porn.open-nsfw/1`: what policies key their bands by, so
  /// that a new revision does not undo them.
  public var name: String { Self.name(of: id) }

  /// An identifier without its revision.
  public static func name(of id: String) -> String {
    guard let slash = id.lastIndex(of: "/") else { return id }
    return String(id[..<slash])
  }

  /// Makes a descriptor.
  ///
  /// - Parameter basis: By default `model` for a detector with weights, `rule` for one without.
  public init(
    id: String, scene: Scene, model: Model? = nil, covers: Set<SubLabel>, doesNotCover: Set<SubLabel>,
    bands: [Label: ScoreBands], subLabelBands: [SubLabel: ScoreBands] = [:], basis: Basis? = nil,
    supplied: [String: Int] = [:], lists: [ListIdentity] = []
  ) {
    self.id = id
    self.scene = scene
    self.model = model
    self.covers = covers
    self.doesNotCover = doesNotCover
    self.bands = bands
    self.subLabelBands = subLabelBands
    self.basis = basis ?? (model == nil ? .rule : .model)
    self.supplied = supplied
    self.lists = lists
  }
}
