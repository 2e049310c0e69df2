import ImageModeration

/// The body of a callback: one object of JSON.
///
/// A judged picture has the fields of the synchronous answer, with the task's id as `RequestId`; a failure has `Error`
/// with `Code` and `Message`, `DataId` and `RequestId`.
enum CallbackBody {
  static func text(fields: [JSONValue.Member], taskID: String) -> [UInt8] {
    Array(JSONValue.object(fields + [JSONValue.Member(name: "RequestId", value: .string(taskID))]).text.utf8)
  }

  static func text(_ failure: ServiceFailure, dataID: String?, taskID: String) -> [UInt8] {
    let error = JSONValue.object([
      "Code": .string(TencentCodes.ims.code(of: failure)), "Message": .string(failure.message),
    ])
    let fields = [
      JSONValue.Member(name: "Error", value: error), JSONValue.Member(name: "DataId", value: .string(dataID ?? "")),
    ]
    return text(fields: fields, taskID: taskID)
  }
}
