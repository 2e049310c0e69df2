@testable import ModerationService

/// A field of an answer as the documents list it.
struct DocumentedField: Sendable {
  indirect enum Form: Sendable {
    case string
    case int64
    case uint64
    case float
    case list(Form)
    case structure(String)
  }

  /// Whether it may be missing.
  enum Presence: Sendable {
    case always
    /// Left out where it is not known, never made up: a place in the picture, how sure a line was read.
    case whereKnown
    /// Null where the documents say so.
    case nullable
  }

  let name: String
  let form: Form
  let presence: Presence
  /// The values there are; empty where any is allowed.
  let values: Set<String>

  init(_ name: String, _ form: Form = .string, _ presence: Presence = .always, values: Set<String> = []) {
    (self.name, self.form, self.presence, self.values) = (name, form, presence, values)
  }
}

/// The documented answers as data, and what an answer has that they do not, or lacks.
struct DocumentedAnswer: Sendable {
  let structures: [String: [DocumentedField]]

  /// What is wrong with an object, by path; empty where it is as documented.
  func problems(_ value: JSONValue, _ name: String, at path: String = "") -> [String] {
    guard case .object(let members) = value, let fields = structures[name] else { return ["\(path): not a \(name)"] }
    let names = members.map(\.name)
    var found = Set(names).count == names.count ? [] : ["\(path): a name stands twice"]
    for name in names where !fields.contains(where: { $0.name == name }) {
      found.append("\(path).\(name) is not documented")
    }
    for field in fields {
      switch (value[field.name], field.presence) {
      case (nil, .whereKnown), (nil, .nullable), (.null?, .nullable): continue
      case (nil, _): found.append("\(path).\(field.name) is missing")
      case (let given?, _): found += problems(given, field.form, field.values, at: "\(path).\(field.name)")
      }
    }
    return found
  }

  private func problems(
    _ value: JSONValue, _ form: DocumentedField.Form, _ values: Set<String>, at path: String
  ) -> [String] {
    switch (form, value) {
    case (.string, .string(let text)):
      return values.isEmpty || values.contains(text) ? [] : ["\(path): \(text) is not documented"]
    case (.int64, .integer(let number)):
      return values.isEmpty || values.contains("\(number)") ? [] : ["\(path): \(number) is not documented"]
    case (.uint64, .integer(let number)) where number >= 0: return []
    case (.float, .integer), (.float, .number): return []
    case (.list(let element), .array(let elements)):
      return elements.enumerated().flatMap { problems($1, element, [], at: "\(path)[\($0)]") }
    case (.structure(let name), _): return problems(value, name, at: path)
    default: return ["\(path): \(value.text) is not a \(form)"]
    }
  }

  private static let decisions: Set<String> = ["Pass", "Review", "Block"]
  private static let head = [
    DocumentedField("Scene"), DocumentedField("Suggestion", values: decisions), DocumentedField("Label"),
    DocumentedField("SubLabel"), DocumentedField("Score", .uint64),
  ]

  /// IMS ImageModeration 2020-12-29, `RequestId` aside.
  static let ims = DocumentedAnswer(structures: [
    "Answer": [
      DocumentedField("Suggestion", values: decisions), DocumentedField("Label"), DocumentedField("SubLabel"),
      DocumentedField("Score", .int64), DocumentedField("LabelResults", .list(.structure("LabelResult"))),
      DocumentedField("ObjectResults", .list(.structure("ObjectResult"))),
      DocumentedField("OcrResults", .list(.structure("OcrResult"))),
      DocumentedField("LibResults", .list(.structure("LibResult"))), DocumentedField("DataId"),
      DocumentedField("BizType"), DocumentedField("Extra", .string, .nullable), DocumentedField("FileMD5"),
      DocumentedField("RecognitionResults", .list(.structure("RecognitionResult"))), DocumentedField("StoreUrl"),
      DocumentedField("Reason"),
    ],
    "LabelResult": head + [DocumentedField("Details", .list(.structure("LabelDetailItem")))],
    "ObjectResult": head + [
      DocumentedField("Names", .list(.string)), DocumentedField("Details", .list(.structure("ObjectDetail"))),
    ],
    "OcrResult": head + [DocumentedField("Details", .list(.structure("OcrTextDetail"))), DocumentedField("Text")],
    "LibResult": [
      DocumentedField("Scene"), DocumentedField("Suggestion", values: decisions), DocumentedField("Label"),
      DocumentedField("SubLabel", .string, .nullable), DocumentedField("Score", .int64),
      DocumentedField("Details", .list(.structure("LibDetail"))),
    ],
    "RecognitionResult": [DocumentedField("Label"), DocumentedField("Tags", .list(.structure("RecognitionTag")))],
    "LabelDetailItem": [DocumentedField("Id", .int64), DocumentedField("Name"), DocumentedField("Score", .uint64)],
    "ObjectDetail": [
      DocumentedField("Id", .uint64), DocumentedField("Name"), DocumentedField("Value"),
      DocumentedField("Score", .uint64), DocumentedField("Location", .structure("Location"), .whereKnown),
      DocumentedField("SubLabel"), DocumentedField("ObjectId"),
    ],
    "OcrTextDetail": [
      DocumentedField("Text"), DocumentedField("Label"), DocumentedField("LibId"), DocumentedField("LibName"),
      DocumentedField("Keywords", .list(.string)), DocumentedField("Score", .uint64),
      DocumentedField("Location", .structure("Location"), .whereKnown),
      DocumentedField("Rate", .uint64, .whereKnown), DocumentedField("SubLabel"),
      DocumentedField("HitInfos", .list(.structure("OcrHitInfo"))),
    ],
    "LibDetail": [
      DocumentedField("Id", .int64), DocumentedField("LibId"), DocumentedField("LibName"), DocumentedField("ImageId"),
      DocumentedField("Label"), DocumentedField("Tag"), DocumentedField("Score", .int64),
    ],
    "RecognitionTag": [
      DocumentedField("Name"), DocumentedField("Score", .int64),
      DocumentedField("Location", .structure("Location"), .whereKnown),
    ],
    "Location": ["X", "Y", "Width", "Height", "Rotate"].map { DocumentedField($0, .float) },
    "OcrHitInfo": [
      DocumentedField("Type"), DocumentedField("Keyword"), DocumentedField("LibName"),
      DocumentedField("Positions", .list(.structure("Positions"))), DocumentedField("Label"),
    ],
    "Positions": [DocumentedField("Start", .int64), DocumentedField("End", .int64)],
  ])

  /// IMS ImageModeration 2020-07-13: what differs.
  static let ims2020July: DocumentedAnswer = {
    var structures = ims.structures
    structures["Answer"]?.removeAll { ["FileMD5", "StoreUrl", "Reason"].contains($0.name) }
    structures["Answer"]?.append(DocumentedField("HitFlag", .int64, values: ["0", "1"]))
    structures["OcrResult"]?.append(DocumentedField("HitFlag", .int64, values: ["0", "1"]))
    structures["OcrTextDetail"]?.removeAll { $0.name == "HitInfos" }
    // The object's id came later; its group was there.
    structures["ObjectDetail"]?.removeAll { $0.name == "ObjectId" }
    structures["ObjectDetail"]?.append(DocumentedField("GroupId"))
    return DocumentedAnswer(structures: structures)
  }()

  private static let words: Set<String> = ["PASS", "REVIEW", "BLOCK"]

  private static func scene(codes: Set<String>, types: Set<String>?) -> [DocumentedField] {
    [
      DocumentedField("Code", .int64, values: codes), DocumentedField("Msg"),
      DocumentedField("Suggestion", values: words), DocumentedField("Confidence", .int64),
      DocumentedField("AdvancedInfo"),
    ] + (types.map { [DocumentedField("Type", values: $0)] } ?? [])
  }

  /// TIIA ImageModeration 2019-05-29.
  static let tiia = DocumentedAnswer(structures: [
    "Answer": [
      DocumentedField("Suggestion", values: words),
      DocumentedField("PornResult", .structure("PornResult"), .nullable),
      DocumentedField("TerrorismResult", .structure("TerrorismResult"), .nullable),
      DocumentedField("PoliticsResult", .structure("PoliticsResult"), .nullable),
      DocumentedField("DisgustResult", .structure("DisgustResult"), .nullable),
      DocumentedField("TextResult", .structure("TextResult"), .nullable), DocumentedField("Extra"),
    ],
    "PornResult": scene(codes: ["0", "-1", "-2", "-1400"], types: ["PORN", "HOT", "NORMAL", "FAIL"]),
    "TerrorismResult": scene(codes: ["0", "-1", "-2", "-1400"], types: ["LABEL", "FACE"])
      + [DocumentedField("FaceResults", .list(.structure("FaceResult")))],
    "PoliticsResult": scene(codes: ["0", "-1", "-2", "-1400", "-1401"], types: ["DNA", "FACE"])
      + [DocumentedField("FaceResults", .list(.structure("FaceResult")))],
    "DisgustResult": [
      DocumentedField("Code", .int64), DocumentedField("Msg"), DocumentedField("Suggestion", values: words),
      DocumentedField("Confidence", .int64),
    ],
    "TextResult": scene(
      codes: ["0", "-1", "-2", "-1400", "-1401", "-1402"],
      types: ["NOTEXT", "NORMAL", "ADS", "POLITICS", "PORN", "DRUGS", "CURSE", "TERRORISM", "OTHERS"])
      + [DocumentedField("Keywords", .list(.string))],
    "FaceResult": [
      DocumentedField("FaceRect", .structure("FaceRect"), .whereKnown),
      DocumentedField("Candidates", .list(.structure("Candidate"))),
    ],
    "FaceRect": ["X", "Y", "Width", "Height"].map { DocumentedField($0, .int64) },
    "Candidate": [DocumentedField("Name"), DocumentedField("Confidence", .int64)],
  ])

  /// TICM ImageModeration 2018-11-27: the same without text.
  static let ticm: DocumentedAnswer = {
    var structures = tiia.structures
    structures["Answer"]?.removeAll { $0.name == "TextResult" }
    return DocumentedAnswer(structures: structures)
  }()
}
