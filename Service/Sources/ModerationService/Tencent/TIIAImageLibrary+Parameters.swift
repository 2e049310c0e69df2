import ModerationStore
import ServiceAccounts

extension TIIAImageLibrary {
  /// A group's id.
  static func groupID(_ parameters: ActionParameters) throws(LibraryFailure) -> String {
    let text = parameters.text("GroupId") ?? ""
    guard text.utf8.count <= LibraryLimits.maximumNameByteCount else {
      throw .value(
        "ImageGroupIdTooLong",
        "GroupId has \(text.utf8.count) bytes; \(LibraryLimits.maximumNameByteCount) are allowed")
    }
    guard WordLibrarySetting.isName(text) else {
      throw .value("ImageGroupIdIllegal", "GroupId is of letters, digits and underscores, at least one")
    }
    return text
  }

  static func entityID(_ parameters: ActionParameters) throws(LibraryFailure) -> String {
    let text = try text(
      parameters, "EntityId", atMost: LibraryLimits.maximumEntityCharacterCount, empty: "EntityIdEmpty",
      tooLong: "EntityIdTooLong")
    guard !hasControl(text) else {
      throw .value("InvalidParameterValueLimit", "EntityId has a control character")
    }
    return text
  }

  /// A picture's name; nil for none.
  static func pictureName(_ parameters: ActionParameters) throws(LibraryFailure) -> String? {
    guard parameters.text("PicName") != nil else { return nil }
    let text = try text(
      parameters, "PicName", atMost: LibraryLimits.maximumEntityCharacterCount, tooLong: "PicNameTooLong")
    guard !hasControl(text) else { throw .value("PicNameInvalid", "PicName has a control character") }
    return text
  }

  /// - Parameter empty: The code for an absent or empty text; nil where it may be.
  static func text(
    _ parameters: ActionParameters, _ name: String, atMost count: Int, empty: String? = nil, tooLong: String
  ) throws(LibraryFailure) -> String {
    let text = parameters.text(name) ?? ""
    if let empty, text.isEmpty { throw .value(empty, "\(name) is empty") }
    let length = text.unicodeScalars.count
    guard length <= count else {
      throw .value(tooLong, "\(name) has \(length) characters; \(count) are allowed")
    }
    // SQLite's texts end there.
    guard !text.unicodeScalars.contains("\0") else {
      throw .value("InvalidParameterValueLimit", "\(name) has a character of 0")
    }
    return text
  }

  private static func hasControl(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  static func page(_ parameters: ActionParameters) throws(LibraryFailure) -> (offset: Int, limit: Int) {
    (
      Int(
        try parameters.integer(
          "Offset", in: 0...Int64(Int32.max), otherwise: 0, code: "InvalidParameterValueLimit")),
      Int(
        try parameters.integer(
          "Limit", in: 1...Int64(LibraryLimits.maximumPageCount), otherwise: 10, code: "LimitExceed"))
    )
  }

  /// Refuses a part of a picture: a hash is of the whole.
  static func checkWhole(_ parameters: ActionParameters) throws(LibraryFailure) {
    guard parameters["ImageRect"] == nil else {
      throw .service(
        ServiceFailure(.unsupported, "ImageRect is not taken here: pictures are known as a whole; cut it before"))
    }
  }

  /// Does something with the store, whose refusals have TIIA's codes.
  static func stored<Value: Sendable>(
    _ body: () async throws(LibraryError) -> Value
  ) async throws(LibraryFailure) -> Value {
    do throws(LibraryError) {
      return try await body()
    } catch {
      throw LibraryFailure(tiia: error)
    }
  }

  static func changed(_ group: String, _ call: TencentCall, _ libraries: Libraries) async {
    await libraries.writer.changed(LibraryID(.pictures, account: call.caller.account.id, name: group))
  }
}
