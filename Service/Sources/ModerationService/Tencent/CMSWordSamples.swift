import Foundation
import ModerationStore
import ServiceAccounts

/// CMS's samples of words of 2019-03-21: libraries that an operator has set up, which policies may name as lists.
enum CMSWordSamples {
  /// The labels that a word may have. Source: the documentation of CreateKeywordsSamples.
  static let labels = ["Normal", "Polity", "Porn", "Ad", "Illegal", "Abuse", "Terror", "Spam"]
  /// The one kind of word there is.
  static let wordType = "Default"
  /// The numbers of labels. Source: CMS 2019-03-21 in the SDK 3.0.500, CreateTextSample.
  static let evilTypes: [Int64: String] = [
    100: "Normal", 20_001: "Polity", 20_002: "Porn", 20_006: "Illegal", 20_007: "Abuse", 20_105: "Ad",
    24_001: "Terror",
  ]

  /// Why a word is not added. Source: the documentation of InvalidSample.
  enum InvalidCode: Int64 {
    case label = 1
    case wordTooLong = 2
    case wordType = 3
    case remarkTooLong = 4
  }

  static func actions(_ libraries: Libraries?) -> [any TencentAction] {
    func action(
      _ name: String, _ fields: [ParameterField], isChange: Bool,
      _ perform: @escaping @Sendable (TencentCall, Libraries) async throws(LibraryFailure) -> [JSONValue.Member]
    ) -> LibraryAction {
      LibraryAction(
        service: "cms", version: "2019-03-21", name: name, fields: fields, codes: .ims, isChange: isChange,
        libraries: libraries, perform: perform)
    }
    let page = [ParameterField("Limit", .integer), ParameterField("Offset", .integer)]
    let library = ParameterField("LibID", isRequired: true)
    let count = LibraryLimits.maximumWordCountOfCall
    let word = [
      ParameterField("Content", isRequired: true), ParameterField("Label", isRequired: true),
      ParameterField("Remark"), ParameterField("WordType"),
    ]
    return [
      action(
        "CreateKeywordsSamples",
        // More than allowed, so that too many have their own code.
        [ParameterField("UserKeywords", .list(.structure(word), atMost: 5 * count), isRequired: true), library],
        isChange: true, create),
      action(
        "DescribeKeywordsLibs",
        page + [
          ParameterField(
            "Filters", .list(.structure([ParameterField("Name"), ParameterField("Values", .list(.string))])))
        ], isChange: false, describeLibraries),
      action(
        "DescribeLibSamples",
        page + [
          library, ParameterField("Content"), ParameterField("EvilTypeList", .list(.integer)),
          ParameterField("SampleIDs", .list(.string)),
        ], isChange: false, describe),
      action(
        "DeleteLibSamples",
        [
          library, ParameterField("SampleIDs", .list(.string, atMost: count)),
          ParameterField("SampleContents", .list(.string, atMost: count)),
        ], isChange: true, delete),
    ]
  }

  private static func create(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let library = try setUp(call, libraries)
    let given = call.parameters.elements("UserKeywords")
    guard (1...LibraryLimits.maximumWordCountOfCall).contains(given.count) else {
      throw .refusal(
        code: given.isEmpty ? "InvalidParameterValue.InvalidParameter" : "LimitExceeded",
        message:
          "UserKeywords has \(given.count) words; 1 to \(LibraryLimits.maximumWordCountOfCall) are allowed"
      )
    }
    var invalid: [JSONValue] = []
    var words: [NewWord] = []
    for one in given {
      let word = NewWord(
        content: one["Content"]?.string ?? "", label: one["Label"]?.string ?? "",
        kind: one["WordType"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? wordType,
        remark: one["Remark"]?.string ?? "")
      if let (code, message) = fault(of: word, in: library) {
        invalid.append(Self.invalid(word, code, message))
      } else {
        words.append(word)
      }
    }
    let (accepted, author) = (words, libraries.author(call.caller))
    let result = try await stored { () throws(LibraryError) in
      try await libraries.store.words.add(accepted, to: library.name, by: author)
    }
    if !result.added.isEmpty {
      await libraries.writer.changed(LibraryID(.words, account: call.caller.account.id, name: library.name))
    }
    invalid += result.refused.map { Self.invalid($0.word, .wordType, $0.reason) }
    return [
      JSONValue.Member(name: "SampleIDs", value: .array(result.added.map { .string("\($0.id)") })),
      JSONValue.Member(name: "SuccessInfos", value: .array(result.added.map(info))),
      JSONValue.Member(
        name: "DupInfos",
        value: .array(
          result.duplicates.map {
            info(KeptWord(id: 0, word: $0, added: author.milliseconds, keyID: author.keyID), isKept: false)
          })),
      JSONValue.Member(name: "InvalidSamples", value: .array(invalid)),
    ]
  }

  private static func fault(of word: NewWord, in library: WordLibrarySetting) -> (InvalidCode, String)? {
    let length = word.content.unicodeScalars.count
    guard length <= LibraryLimits.maximumWordCharacterCount else {
      return (.wordTooLong, "\(length) characters; \(LibraryLimits.maximumWordCharacterCount) are allowed")
    }
    guard labels.contains(word.label) else {
      return (.label, "there is no label \(word.label.prefix(32)); there are \(labels.joined(separator: ", "))")
    }
    guard library.takes(word.label) else {
      return (
        .wordType,
        library.suggestion == "PASS"
          ? "the library takes words with the label Normal alone: the operator set it to PASS"
          : "the library takes no words with the label Normal: the operator sets a library of them to PASS"
      )
    }
    guard word.kind == wordType else {
      return (.wordType, "WordType \(word.kind.prefix(32)) is not taken here; \(wordType) is")
    }
    let remark = word.remark.unicodeScalars.count
    guard remark <= LibraryLimits.maximumRemarkCharacterCount else {
      return (
        .remarkTooLong, "a remark of \(remark) characters; \(LibraryLimits.maximumRemarkCharacterCount) are allowed"
      )
    }
    guard !word.remark.unicodeScalars.contains("\0") else {
      return (.remarkTooLong, "the remark has a character of 0")
    }
    return nil
  }

  private static func describeLibraries(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let (offset, limit) = try page(call.parameters)
    var names = libraries.wordLibraries.filter { $0.account == call.caller.account.id }.map(\.name).sorted()
    for filter in call.parameters.elements("Filters") {
      let values = filter["Values"]?.elements?.compactMap(\.string) ?? []
      switch filter["Name"]?.string {
      case "LibName": names = names.filter { name in values.contains { name.contains($0) } }
      case "CustomLibIDs": names = names.filter { values.contains($0) }
      default:
        throw .value("InvalidParameter", "Filters take the names LibName and CustomLibIDs")
      }
    }
    var infos: [JSONValue] = []
    for name in names.dropFirst(offset).prefix(limit) {
      let kept = try await stored { () throws(LibraryError) in
        try await libraries.store.words.library(name, of: call.caller.account.id)
      }
      infos.append(
        .object([
          "ID": .string(name), "LibName": .string(name), "Describe": .string(""),
          "CreateTime": .string(UTCTimeText.text(kept.created)),
          "Suggestion": .string(kept.library.suggestion.capitalized),
          // Words are found in other spellings, too.
          "MatchType": .string("FuzzyMatch"), "BizTypes": .null,
        ]))
    }
    return [
      JSONValue.Member(name: "TotalCount", value: .integer(Int64(names.count))),
      JSONValue.Member(name: "Infos", value: .array(infos)),
    ]
  }

  private static func describe(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let (offset, limit) = try page(call.parameters)
    let library = try setUp(call, libraries)
    var words = try await stored { () throws(LibraryError) in
      try await libraries.store.words.words(in: library.name, of: call.caller.account.id)
    }
    if let content = call.parameters.text("Content") { words = words.filter { $0.word.content.contains(content) } }
    if let ids = call.parameters.texts("SampleIDs"), !ids.isEmpty { words = words.filter { ids.contains("\($0.id)") } }
    let types = call.parameters.elements("EvilTypeList").compactMap(\.integerValue)
    if let strange = types.first(where: { evilTypes[$0] == nil }) {
      throw .value(
        "InvalidParameter",
        "EvilTypeList takes \(evilTypes.keys.sorted().map { "\($0)" }.joined(separator: ", ")), not \(strange)")
    }
    if !types.isEmpty { words = words.filter { word in types.contains { evilTypes[$0] == word.word.label } } }
    return [
      JSONValue.Member(name: "TotalCount", value: .integer(Int64(words.count))),
      JSONValue.Member(name: "Infos", value: .array(words.dropFirst(offset).prefix(limit).map(info))),
    ]
  }

  private static func delete(
    _ call: TencentCall, _ libraries: Libraries
  ) async throws(LibraryFailure) -> [JSONValue.Member] {
    let library = try setUp(call, libraries)
    let ids = call.parameters.texts("SampleIDs") ?? []
    let contents = call.parameters.texts("SampleContents") ?? []
    guard !ids.isEmpty || !contents.isEmpty else {
      throw .value("InvalidParameter", "SampleIDs and SampleContents are both empty")
    }
    let author = libraries.author(call.caller)
    let removed = try await stored { () throws(LibraryError) in
      try await libraries.store.words.remove(
        ids: ids.compactMap { Int64($0) }, contents: contents, from: library.name, by: author)
    }
    if !removed.isEmpty {
      await libraries.writer.changed(LibraryID(.words, account: call.caller.account.id, name: library.name))
    }
    func detail(_ word: KeptWord?, id: String, content: String) -> JSONValue {
      .object([
        "SampleID": .string(word.map { "\($0.id)" } ?? id), "Content": .string(word?.word.content ?? content),
        "Deleted": .bool(word != nil), "ErrorInfo": .string(word == nil ? "the library has no such word" : ""),
      ])
    }
    // No two words of a library are equal.
    let (byID, byContent) = (
      Dictionary(removed.map { ($0.id, $0) }) { first, _ in first },
      Dictionary(removed.map { (Array($0.word.content.utf8), $0) }) { first, _ in first }
    )
    let details =
      ids.map { id in detail(Int64(id).flatMap { byID[$0] }, id: id, content: "") }
      + contents.map { content in detail(byContent[Array(content.utf8)], id: "", content: content) }
    return [
      JSONValue.Member(name: "Count", value: .integer(Int64(removed.count))),
      JSONValue.Member(name: "Details", value: .array(details)),
    ]
  }

  // MARK: Parts

  /// The call's library, which an operator has set up for the account.
  private static func setUp(
    _ call: TencentCall, _ libraries: Libraries
  ) throws(LibraryFailure) -> WordLibrarySetting {
    let name = call.parameters.text("LibID") ?? ""
    let account = call.caller.account.id
    guard let library = libraries.wordLibraries.first(where: { $0.account == account && $0.name == name }) else {
      throw LibraryFailure(cms: .libraryMissing)
    }
    return library
  }

  private static func info(_ kept: KeptWord) -> JSONValue { info(kept, isKept: true) }

  private static func info(_ kept: KeptWord, isKept: Bool) -> JSONValue {
    .object([
      "ID": .string(isKept ? "\(kept.id)" : ""), "Content": .string(kept.word.content),
      "Label": .string(kept.word.label), "CreateTime": .string(UTCTimeText.text(kept.added)),
      "Remark": .string(kept.word.remark), "WordType": .string(kept.word.kind),
    ])
  }

  private static func invalid(_ word: NewWord, _ code: InvalidCode, _ message: String) -> JSONValue {
    .object([
      "Content": .string(word.content), "InvalidCode": .integer(code.rawValue), "InvalidMessage": .string(message),
    ])
  }

  private static func page(_ parameters: ActionParameters) throws(LibraryFailure) -> (offset: Int, limit: Int) {
    (
      Int(try parameters.integer("Offset", in: 0...Int64(Int32.max), otherwise: 0, code: "InvalidParameter")),
      Int(
        try parameters.integer(
          "Limit", in: 1...Int64(LibraryLimits.maximumPageCount), otherwise: Int64(LibraryLimits.maximumPageCount),
          code: "InvalidParameter"))
    )
  }

  private static func stored<Value: Sendable>(
    _ body: () async throws(LibraryError) -> Value
  ) async throws(LibraryFailure) -> Value {
    do throws(LibraryError) {
      return try await body()
    } catch {
      throw LibraryFailure(cms: error)
    }
  }
}
