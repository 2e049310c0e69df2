import FaceLibraries
import ModerationStore

extension IAIAction {
  /// The actions that change and list persons; CreatePerson is among those that take pictures.
  static func persons(_ desk: FaceDesk) -> [IAIAction] {
    [
      IAIAction("DeletePerson", [IAIFields.person], at: desk) { call throws(ServiceFailure) in
        let person = try call.personID()
        try await call.stored { store throws(FaceStoreError) in
          try await store.deletePerson(person, of: call.account)
        }
        return []
      },
      IAIAction("DeletePersonFromGroup", [IAIFields.person, IAIFields.group], at: desk) {
        call throws(ServiceFailure) in
        let (person, group) = (try call.personID(), try call.groupID())
        try await call.stored { store throws(FaceStoreError) in
          try await store.removePerson(person, from: group, of: call.account)
        }
        return []
      },
      IAIAction("CopyPerson", [IAIFields.person, IAIFields.groups], at: desk) { call throws(ServiceFailure) in
        let (person, groups) = (try call.personID(), try call.groupIDs(atMost: maximumGroupCount))
        try await call.stored { store throws(FaceStoreError) in
          try await store.addPerson(person, to: groups, of: call.account, at: call.milliseconds)
        }
        return [
          IAIAnswers.member("SucGroupNum", IAIAnswers.integer(groups.count)),
          IAIAnswers.member("SucGroupIds", IAIAnswers.texts(groups.map(\.text))),
        ]
      },
      IAIAction("GetPersonList", [IAIFields.group] + IAIFields.page, at: desk, listPersons),
      IAIAction("GetPersonListNum", [IAIFields.group], at: desk) { call throws(ServiceFailure) in
        let group = try call.groupID()
        let counts = try await call.stored { store throws(FaceStoreError) in
          try await store.counts(ofGroup: group, of: call.account)
        }
        return [
          IAIAnswers.member("PersonNum", IAIAnswers.integer(counts.persons)),
          IAIAnswers.member("FaceNum", IAIAnswers.integer(counts.faces)),
        ]
      },
      IAIAction("GetPersonBaseInfo", [IAIFields.person], at: desk) { call throws(ServiceFailure) in
        let person = try await person(call)
        return [
          IAIAnswers.member("PersonName", .string(person.name)),
          IAIAnswers.member("Gender", IAIAnswers.integer(person.gender)),
          IAIAnswers.member("FaceIds", IAIAnswers.texts(person.faces.map(\.description))),
        ]
      },
      IAIAction("GetPersonGroupInfo", [IAIFields.person] + IAIFields.page, at: desk) {
        call throws(ServiceFailure) in
        let (offset, limit) = try call.page(atMost: maximumGroupCount)
        let person = try await person(call)
        try IAICall.check(offset: offset, of: person.groups.count)
        let groups = person.groups.dropFirst(offset).prefix(limit).map(IAIAnswers.membership)
        return [
          IAIAnswers.member("PersonGroupInfos", .array(groups)),
          IAIAnswers.member("GroupNum", IAIAnswers.integer(person.groups.count)), IAIAnswers.version,
        ]
      },
      IAIAction(
        "ModifyPersonBaseInfo",
        [IAIFields.person, ParameterField("PersonName"), ParameterField("Gender", .integer)], at: desk
      ) { call throws(ServiceFailure) in
        let (person, name, gender) = (try call.personID(), try call.personName(), try call.gender())
        try await call.stored { store throws(FaceStoreError) in
          try await store.changePerson(person, of: call.account, name: name, gender: gender, at: call.milliseconds)
        }
        return []
      },
      IAIAction(
        "ModifyPersonGroupInfo", [IAIFields.group, IAIFields.person, IAIFields.personFields(isRequired: true)],
        at: desk
      ) { call throws(ServiceFailure) in
        let (group, person, values) = (try call.groupID(), try call.personID(), try call.fieldValues())
        guard !values.isEmpty else {
          throw ServiceFailure(.iai(.errorParameterEmpty), "the parameter PersonExDescriptionInfos is empty")
        }
        try await call.stored { store throws(FaceStoreError) in
          try await store.changeFields(
            ofPerson: person, in: group, of: call.account, values, at: call.milliseconds)
        }
        return []
      },
    ]
  }

  /// The most groups that a person may be in, and that are searched at a time.
  static let maximumGroupCount = 100

  @Sendable private static func person(_ call: IAICall) async throws(ServiceFailure) -> KeptFacePerson {
    let id = try call.personID()
    return try await call.stored { store throws(FaceStoreError) in try await store.person(id, of: call.account) }
  }

  @Sendable private static func listPersons(_ call: IAICall) async throws(ServiceFailure) -> [JSONValue.Member] {
    let group = try call.groupID()
    let (offset, limit) = try call.page(atMost: 1000)
    let page = try await call.stored { store throws(FaceStoreError) in
      try await store.persons(in: group, of: call.account, offset: offset, limit: limit)
    }
    try IAICall.check(offset: offset, of: page.counts.persons)
    let persons = page.persons.map { person -> JSONValue in
      let fields = person.groups.first { $0.group == group }?.fields ?? []
      return .object([
        "PersonName": .string(person.name), "PersonId": .string(person.id.text),
        "Gender": IAIAnswers.integer(person.gender), "PersonExDescriptions": IAIAnswers.texts(fields),
        "FaceIds": IAIAnswers.texts(person.faces.map(\.description)), "CreationTimestamp": .integer(person.created),
      ])
    }
    return [
      IAIAnswers.member("PersonInfos", .array(persons)),
      IAIAnswers.member("PersonNum", IAIAnswers.integer(page.counts.persons)),
      IAIAnswers.member("FaceNum", IAIAnswers.integer(page.counts.faces)), IAIAnswers.version,
    ]
  }
}
