import FaceLibraries
import ImageModeration
import ModerationStore
import PoliticsDetection

/// How the answers of IAI write what several of them have.
enum IAIAnswers {
  /// `FaceModelVersion` of every answer that has it.
  static let version = JSONValue.Member(name: "FaceModelVersion", value: .string(IAIAction.faceModelVersion))

  /// One member of an answer.
  static func member(_ name: String, _ value: JSONValue) -> JSONValue.Member {
    JSONValue.Member(name: name, value: value)
  }

  /// A box, in whole pixels of the upright original.
  static func box(_ box: PixelRectangle) -> [JSONValue.Member] {
    [
      member("X", pixels(box.x)), member("Y", pixels(box.y)), member("Width", pixels(box.width)),
      member("Height", pixels(box.height)),
    ]
  }

  static func rectangle(_ rectangle: PixelRectangle) -> JSONValue { .object(box(rectangle)) }

  static func point(_ point: PixelPoint) -> JSONValue { .object(["X": pixels(point.x), "Y": pixels(point.y)]) }

  private static func pixels(_ value: Double) -> JSONValue { .integer(Int64(value.rounded())) }

  static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }

  /// What a group is, as both GetGroupInfo and GetGroupList have it.
  static func group(_ kept: KeptFaceGroup) -> [JSONValue.Member] {
    [
      member("GroupName", .string(kept.group.name)), member("GroupId", .string(kept.group.id.text)),
      member("GroupExDescriptions", texts(kept.group.fields)), member("Tag", .string(kept.group.tag)), version,
      member("CreationTimestamp", .integer(kept.created)),
    ]
  }

  /// A group that a person is in.
  static func membership(_ membership: KeptFacePerson.Membership) -> JSONValue {
    .object(["GroupId": .string(membership.group.text), "PersonExDescriptions": texts(membership.fields)])
  }
}

/// Fields of parameters that several actions have.
enum IAIFields {
  static let picture = [ParameterField("Image"), ParameterField("Url")]
  static let version = ParameterField("FaceModelVersion")
  static let quality = ParameterField("QualityControl", .unsigned)
  static let rotation = ParameterField("NeedRotateDetection", .unsigned)
  static let group = ParameterField("GroupId", isRequired: true)
  static let groups = ParameterField("GroupIds", .list(.string), isRequired: true)
  static let person = ParameterField("PersonId", isRequired: true)
  static let page = [ParameterField("Offset", .unsigned), ParameterField("Limit", .unsigned)]
  static let twoPictures = ["ImageA", "ImageB", "UrlA", "UrlB"].map { ParameterField($0) }

  /// A list of texts by index.
  static func byIndex(_ name: String, _ part: String, isRequired: Bool = false) -> ParameterField {
    ParameterField(
      name, .list(.structure([ParameterField("\(part)Index", .unsigned), ParameterField(part)])),
      isRequired: isRequired)
  }

  static func personFields(isRequired: Bool = false) -> ParameterField {
    byIndex("PersonExDescriptionInfos", "PersonExDescription", isRequired: isRequired)
  }
}
