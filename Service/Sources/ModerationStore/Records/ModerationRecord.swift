/// What is remembered of one picture that was judged or refused.
public struct ModerationRecord: Hashable, Sendable {
  /// A scene with what it alone suggested.
  public struct SceneOutcome: Hashable, Sendable, Codable {
    public let scene: String
    /// `PASS`, `REVIEW` or `BLOCK`.
    public let suggestion: String
    /// Why the scene was not looked at, or not whole: a stable code; nil where it was.
    public let gap: String?

    public init(scene: String, suggestion: String, gap: String? = nil) {
      self.scene = scene
      self.suggestion = suggestion
      self.gap = gap
    }
  }

  /// A model that judged.
  public struct Model: Hashable, Sendable, Codable {
    public let name: String
    /// SHA-256 of the model's file, 64 lower-case hexadecimal digits.
    public let sha256: String

    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  public var id: RecordID
  public var account: String
  /// The sub-account that holds the key; nil for the main account.
  public var subAccount: String?
  /// The id of the key that signed.
  public var key: String
  /// Service and action: `ims.ImageModeration`.
  public var interface: String
  /// The application that the scene belongs to; empty where the account names none.
  public var application = ""
  /// The scene's name, which is the call's BizType unless the account gives that another; empty for a call without.
  public var sceneName = ""
  /// The caller's own id of the picture.
  public var dataID: String?
  public var requestID = ""
  /// `PASS`, `REVIEW` or `BLOCK`; nil for a picture that was refused, which nobody looked at.
  public var suggestion: String?
  public var label: String?
  public var subLabel: String?
  /// 0…1.
  public var score: Double?
  public var scenes: [SceneOutcome] = []
  /// The whole answer as `/v1/moderations` gives it, one line of JSON; nil where it was not asked for or not kept.
  public var result: String?
  /// Whether `result`, `text`, or another list was longer than what is kept.
  public var isCut = false
  /// The text that was read, lines parted by line feeds.
  public var text = ""
  /// Entries of lists that hit.
  public var keywords: [String] = []
  /// What codes in the picture hold.
  public var codes: [String] = []
  /// The address that the picture came from; nil for bytes.
  public var url: String?
  public var policy = ""
  public var policyVersion: String?
  public var models: [Model] = []
  /// 64 lower-case hexadecimal digits.
  public var sha256: String?
  /// 32 lower-case hexadecimal digits.
  public var md5: String?
  public var fingerprint: Fingerprint?
  /// Pixels across, upright.
  public var width: Int?
  /// Pixels down, upright.
  public var height: Int?
  public var format: String?
  /// Why the picture was refused; nil where it was judged.
  public var rejection: String?
  public var durationMilliseconds = 0
  /// A JPEG of at most `maximumThumbnailSidePixels` a side; nil unless the operator has them kept.
  public var thumbnail: [UInt8]?
  public var correction: RecordCorrection?

  /// A PDQ hash with how much it says.
  public struct Fingerprint: Hashable, Sendable, Codable {
    /// 64 lower-case hexadecimal digits.
    public let pdq: String
    /// 0…100; below 50 a hash says nothing and is not searched.
    public let quality: Int

    public init(pdq: String, quality: Int) {
      self.pdq = pdq
      self.quality = quality
    }
  }

  public init(id: RecordID, account: String, key: String, interface: String) {
    self.id = id
    self.account = account
    self.key = key
    self.interface = interface
  }

  /// Whether a scene was not looked at, or not whole.
  public var hasGaps: Bool { scenes.contains { $0.gap != nil } }
}

/// What a person says of a record's answer.
public struct RecordCorrection: Hashable, Sendable, Codable {
  /// What was wrong with the answer.
  public enum Kind: String, CaseIterable, Sendable, Codable {
    /// Something was seen that is not there.
    case falseAlarm
    /// Something was not seen.
    case missed
    /// Something else was seen.
    case otherLabel
  }

  public var kind: Kind
  /// The label that is right; nil for a false alarm that leaves nothing.
  public var label: String?
  public var subLabel: String?
  /// `PASS`, `REVIEW` or `BLOCK`, where the person says so.
  public var suggestion: String?
  /// Who corrected: a key's id, a name.
  public var by: String
  /// When, in milliseconds since 1970.
  public var milliseconds: Int64
  public var note: String

  /// The most bytes of a note.
  public static let maximumNoteBytes = 2_000
  /// The most bytes of a label, a sublabel, or a name.
  public static let maximumNameBytes = 256

  public init(
    kind: Kind, label: String? = nil, subLabel: String? = nil, suggestion: String? = nil, by: String,
    milliseconds: Int64, note: String = ""
  ) {
    self.kind = kind
    self.label = label
    self.subLabel = subLabel
    self.suggestion = suggestion
    self.by = by
    self.milliseconds = milliseconds
    self.note = note
  }

  /// What contradicts itself or is too long; nil for a correction that can be kept.
  public var problem: String? {
    for (name, value) in [("label", label), ("subLabel", subLabel), ("by", by)] {
      if let value, value.utf8.count > Self.maximumNameBytes {
        return "\(name) has \(value.utf8.count) bytes; \(Self.maximumNameBytes) are allowed"
      }
      if let value, value.isEmpty || value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
        return "\(name) is empty or has control characters"
      }
    }
    for (name, value, signs) in [("label", label, ",;/"), ("subLabel", subLabel, ",;")] {
      guard let value else { continue }
      if value.contains(where: signs.contains) || value.first?.isWhitespace == true || value.last?.isWhitespace == true
      {
        return "\(name) is one word for what is right, without blanks around it and any of \(signs)"
      }
    }
    if note.utf8.count > Self.maximumNoteBytes {
      return "note has \(note.utf8.count) bytes; \(Self.maximumNoteBytes) are allowed"
    }
    if let suggestion, !["PASS", "REVIEW", "BLOCK"].contains(suggestion) {
      return "suggestion takes PASS, REVIEW or BLOCK"
    }
    if kind != .falseAlarm, label == nil { return "\(kind.rawValue) needs the label that is right" }
    if subLabel != nil, label == nil { return "subLabel needs a label" }
    return nil
  }
}
