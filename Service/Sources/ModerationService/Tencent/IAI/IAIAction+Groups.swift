import ModerationStore

extension IAIAction {
  /// The actions that make, change and list groups.
  static func groups(_ desk: FaceDesk) -> [IAIAction] {
    [
      IAIAction(
        "CreateGroup",
        [
          ParameterField("GroupName", isRequired: true), IAIFields.group,
          ParameterField("GroupExDescriptions", .list(.string)), ParameterField("Tag"), IAIFields.version,
        ], at: desk, createGroup),
      IAIAction("DeleteGroup", [IAIFields.group], at: desk) { call throws(ServiceFailure) in
        let group = try call.groupID()
        try await call.stored { store throws(FaceStoreError) in
          try await store.deleteGroup(group, of: call.account)
        }
        return []
      },
      IAIAction("GetGroupList", IAIFields.page, at: desk, listGroups),
      IAIAction("GetGroupInfo", [IAIFields.group], at: desk) { call throws(ServiceFailure) in
        let group = try call.groupID()
        return IAIAnswers.group(
          try await call.stored { store throws(FaceStoreError) in try await store.group(group, of: call.account) })
      },
      IAIAction(
        "ModifyGroup",
        [
          IAIFields.group, ParameterField("GroupName"),
          IAIFields.byIndex("GroupExDescriptionInfos", "GroupExDescription"), ParameterField("Tag"),
        ], at: desk, changeGroup),
    ]
  }

  @Sendable private static func createGroup(_ call: IAICall) async throws(ServiceFailure) -> [JSONValue.Member] {
    _ = try call.required("GroupName")
    let name = try call.groupName() ?? ""
    let id = try call.groupID()
    let fields = call.parameters.texts("GroupExDescriptions") ?? []
    guard fields.count <= IAICall.maximumFieldCount else {
      throw ServiceFailure(
        .iai(.groupExDescriptionsExceed),
        "GroupExDescriptions has \(fields.count) fields; at most \(IAICall.maximumFieldCount) are allowed")
    }
    for field in fields { try IAICall.checkFieldName(field) }
    guard Set(fields).count == fields.count else {
      throw ServiceFailure(.iai(.groupExDescriptionsNameIdentical), "GroupExDescriptions has a name twice")
    }
    let group = NewFaceGroup(id: id, name: name, fields: fields, tag: try call.tag() ?? "")
    try call.checkModelVersion()
    try await call.stored { store throws(FaceStoreError) in
      try await store.createGroup(group, of: call.account, at: call.milliseconds)
    }
    return [IAIAnswers.version]
  }

  @Sendable private static func listGroups(_ call: IAICall) async throws(ServiceFailure) -> [JSONValue.Member] {
    let (offset, limit) = try call.page(atMost: 1000)
    let page = try await call.stored { store throws(FaceStoreError) in
      try await store.groups(of: call.account, offset: offset, limit: limit)
    }
    try IAICall.check(offset: offset, of: page.total)
    let groups = page.items.map { group -> JSONValue in
      .object(IAIAnswers.group(group) + [IAIAnswers.member("UpdateTimestamp", .integer(group.updated))])
    }
    return [
      IAIAnswers.member("GroupInfos", .array(groups)), IAIAnswers.member("GroupNum", IAIAnswers.integer(page.total)),
    ]
  }

  @Sendable private static func changeGroup(_ call: IAICall) async throws(ServiceFailure) -> [JSONValue.Member] {
    let id = try call.groupID()
    let change = FaceGroupChange(
      name: try call.groupName(), fields: try call.fieldNames(), tag: try call.tag())
    do throws(ServiceFailure) {
      try await call.stored { store throws(FaceStoreError) in
        try await store.changeGroup(id, of: call.account, change, at: call.milliseconds)
      }
    } catch {
      // The store's words for fields are those of a person's values.
      guard case .iai(.personExDescriptionInfosExceed) = error.kind else { throw error }
      throw ServiceFailure(.iai(.groupExDescriptionsExceed), error.message)
    }
    return []
  }
}
