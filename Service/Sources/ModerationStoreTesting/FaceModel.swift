public import FaceLibraries
public import ImageMatching
public import ModerationStore

/// What groups, persons and faces must look like: the semantics of `FaceStoring` as a value, compared with a store.
///
/// Written to be plain, not fast: lists, and a loop for every question.
public struct FaceModel: Sendable {
  /// A group.
  public struct Group: Sendable {
    public var account: String
    public var kept: KeptFaceGroup
  }

  /// A person.
  public struct Person: Sendable {
    public var account: String
    /// With all groups, and a value for each field of them that was there when it was last written.
    public var kept: KeptFacePerson
    public var faces: [KeptFace]
    /// When the person came to each group: a number that grows.
    var arrivals: [FaceID: Int]
  }

  /// All groups, in the order in which they were made.
  public private(set) var groups: [Group] = []
  /// All persons, in the order in which they were made.
  public private(set) var persons: [Person] = []
  private var lastFace: Int64 = 0
  private var lastArrival = 0

  /// Nothing.
  public init() {}

  func index(_ group: FaceID, _ account: String) throws(FaceStoreError) -> Int {
    guard let index = groups.firstIndex(where: { $0.account == account && $0.kept.group.id == group }) else {
      throw .groupMissing(group)
    }
    return index
  }

  private func index(person: FaceID, _ account: String) throws(FaceStoreError) -> Int {
    guard let index = persons.firstIndex(where: { $0.account == account && $0.kept.id == person }) else {
      throw .personMissing
    }
    return index
  }

  private func hasName(_ name: String, _ account: String) -> Bool {
    groups.contains { $0.account == account && $0.kept.group.name.utf8.elementsEqual(name.utf8) }
  }

  private func check(fields: [String]) throws(FaceStoreError) {
    if fields.count > FaceStore.maximumFieldsPerGroup { throw .fieldMissing(index: FaceStore.maximumFieldsPerGroup) }
    for (index, field) in fields.enumerated()
    where fields[..<index].contains(where: { $0.utf8.elementsEqual(field.utf8) }) {
      throw .fieldNameExists
    }
  }

  private func values(
    _ old: [String], _ new: [Int: String], _ group: KeptFaceGroup
  ) throws(FaceStoreError) -> [String] {
    let count = group.group.fields.count
    for index in new.keys.sorted() where index < 0 || index >= count { throw .fieldMissing(index: index) }
    var values = old
    while values.count < count { values.append("") }
    for (index, value) in new { values[index] = value }
    return values
  }

  private func padded(_ membership: KeptFacePerson.Membership, _ account: String) -> KeptFacePerson.Membership {
    guard let group = groups.first(where: { $0.account == account && $0.kept.group.id == membership.group }) else {
      return membership
    }
    var padded = membership
    while padded.fields.count < group.kept.group.fields.count { padded.fields.append("") }
    return padded
  }

  // MARK: Groups

  /// As `FaceStoring`.
  public mutating func createGroup(
    _ group: NewFaceGroup, of account: String, at milliseconds: Int64
  ) throws(FaceStoreError) {
    if groups.contains(where: { $0.account == account && $0.kept.group.id == group.id }) { throw .groupExists }
    if hasName(group.name, account) { throw .groupNameExists }
    try check(fields: group.fields)
    if groups.count >= FaceStore.maximumGroupCount {
      throw .tooMany(.groups, count: groups.count + 1, allowed: FaceStore.maximumGroupCount)
    }
    groups.append(
      Group(account: account, kept: KeptFaceGroup(group: group, created: milliseconds, updated: milliseconds)))
  }

  /// As `FaceStoring`.
  public mutating func deleteGroup(_ id: FaceID, of account: String) throws(FaceStoreError) {
    groups.remove(at: try index(id, account))
    for index in persons.indices where persons[index].account == account {
      persons[index].kept.groups.removeAll { $0.group == id }
      persons[index].arrivals[id] = nil
    }
    persons.removeAll { $0.kept.groups.isEmpty }
  }

  /// As `FaceStoring`.
  public mutating func changeGroup(
    _ id: FaceID, of account: String, _ change: FaceGroupChange, at milliseconds: Int64
  ) throws(FaceStoreError) {
    let index = try index(id, account)
    var group = groups[index].kept.group
    if let name = change.name {
      if !group.name.utf8.elementsEqual(name.utf8), hasName(name, account) { throw .groupNameExists }
      group.name = name
    }
    if let tag = change.tag { group.tag = tag }
    for field in change.fields.keys.sorted() {
      guard let name = change.fields[field], field >= 0, field <= group.fields.count else {
        throw .fieldMissing(index: field)
      }
      if field == group.fields.count { group.fields.append(name) } else { group.fields[field] = name }
    }
    try check(fields: group.fields)
    groups[index].kept.group = group
    groups[index].kept.updated = milliseconds
  }

  /// As `FaceStoring`.
  public func group(_ id: FaceID, of account: String) throws(FaceStoreError) -> KeptFaceGroup {
    groups[try index(id, account)].kept
  }

  /// As `FaceStoring`.
  public func groups(of account: String, offset: Int, limit: Int) -> FacePage<KeptFaceGroup> {
    let all = groups.filter { $0.account == account }.map(\.kept)
    return FacePage(items: Array(all.dropFirst(max(0, offset)).prefix(max(0, limit))), total: all.count)
  }

  /// As `FaceStoring`.
  public func counts(ofGroup group: FaceID, of account: String) throws(FaceStoreError) -> FaceGroupCounts {
    _ = try index(group, account)
    let all = members(of: [group], account)
    return FaceGroupCounts(persons: all.count, faces: all.reduce(0) { $0 + $1.faces.count })
  }

  func members(of groups: [FaceID], _ account: String) -> [Person] {
    persons.filter { person in
      person.account == account && person.kept.groups.contains { groups.contains($0.group) }
    }
  }

  // MARK: Persons

  /// As `FaceStoring`.
  public mutating func createPerson(
    _ person: NewFacePerson, face: FaceEmbedding, in group: FaceID, of account: String, at milliseconds: Int64
  ) throws(FaceStoreError) -> KeptFaceID {
    let groupIndex = try index(group, account)
    if persons.contains(where: { $0.account == account && $0.kept.id == person.id }) { throw .personExists }
    let fields = try values([], person.fields, groups[groupIndex].kept)
    try check(adding: 1)
    lastFace += 1
    lastArrival += 1
    let id = KeptFaceID(lastFace)
    persons.append(
      Person(
        account: account,
        kept: KeptFacePerson(
          id: person.id, name: person.name, gender: person.gender, faces: [id],
          groups: [.init(group: group, fields: fields)], created: milliseconds),
        faces: [KeptFace(id: id, embedding: face)], arrivals: [group: lastArrival]))
    groups[groupIndex].kept.updated = milliseconds
    return id
  }

  private func check(adding count: Int) throws(FaceStoreError) {
    let total = persons.reduce(count) { $0 + $1.faces.count }
    if total > FaceStore.maximumFaceCount {
      throw .tooMany(.facesOfStore, count: total, allowed: FaceStore.maximumFaceCount)
    }
  }

  /// As `FaceStoring`.
  public mutating func deletePerson(_ id: FaceID, of account: String) throws(FaceStoreError) {
    persons.remove(at: try index(person: id, account))
  }

  /// As `FaceStoring`.
  public mutating func removePerson(
    _ id: FaceID, from group: FaceID, of account: String
  ) throws(FaceStoreError) {
    _ = try index(group, account)
    let index = try index(person: id, account)
    guard persons[index].arrivals[group] != nil else { throw .personNotInGroup }
    persons[index].kept.groups.removeAll { $0.group == group }
    persons[index].arrivals[group] = nil
    if persons[index].kept.groups.isEmpty { persons.remove(at: index) }
  }

  /// As `FaceStoring`.
  public mutating func addPerson(
    _ id: FaceID, to new: [FaceID], of account: String, at milliseconds: Int64
  ) throws(FaceStoreError) {
    var changed = self
    let index = try index(person: id, account)
    for group in new {
      let groupIndex = try self.index(group, account)
      if changed.persons[index].arrivals[group] != nil { throw .personInGroup(group) }
      changed.lastArrival += 1
      changed.persons[index].arrivals[group] = changed.lastArrival
      changed.persons[index].kept.groups.append(.init(group: group, fields: []))
      changed.groups[groupIndex].kept.updated = milliseconds
    }
    let count = changed.persons[index].kept.groups.count
    if count > FaceStore.maximumGroupsPerPerson {
      throw .tooMany(.groupsOfPerson, count: count, allowed: FaceStore.maximumGroupsPerPerson)
    }
    self = changed
  }

  /// As `FaceStoring`.
  public mutating func changePerson(
    _ id: FaceID, of account: String, name: String?, gender: Int?
  ) throws(FaceStoreError) {
    let index = try index(person: id, account)
    if let name { persons[index].kept.name = name }
    if let gender { persons[index].kept.gender = gender }
  }

  /// As `FaceStoring`.
  public mutating func changeFields(
    ofPerson id: FaceID, in group: FaceID, of account: String, _ new: [Int: String], at milliseconds: Int64
  ) throws(FaceStoreError) {
    let groupIndex = try index(group, account)
    let index = try index(person: id, account)
    guard let place = persons[index].kept.groups.firstIndex(where: { $0.group == group }) else {
      throw .personNotInGroup
    }
    persons[index].kept.groups[place].fields = try values(
      persons[index].kept.groups[place].fields, new, groups[groupIndex].kept)
    groups[groupIndex].kept.updated = milliseconds
  }

  /// As `FaceStoring`.
  public func person(_ id: FaceID, of account: String) throws(FaceStoreError) -> KeptFacePerson {
    var person = persons[try index(person: id, account)].kept
    person.groups = person.groups.map { padded($0, account) }
    return person
  }

  /// As `FaceStoring`.
  public func persons(
    in group: FaceID, of account: String, offset: Int, limit: Int
  ) throws(FaceStoreError) -> FaceGroupPage {
    let counts = try counts(ofGroup: group, of: account)
    let all = members(of: [group], account).sorted { ($0.arrivals[group] ?? 0) < ($1.arrivals[group] ?? 0) }
    let page = all.dropFirst(max(0, offset)).prefix(max(0, limit)).map { person in
      var kept = person.kept
      kept.groups = kept.groups.filter { $0.group == group }.map { padded($0, account) }
      return kept
    }
    return FaceGroupPage(persons: page, counts: counts)
  }

  // MARK: Faces

  /// As `FaceStoring`.
  public func faces(ofPerson id: FaceID, of account: String) throws(FaceStoreError) -> [KeptFace] {
    persons[try index(person: id, account)].faces
  }

  /// As `FaceStoring`.
  public mutating func addFaces(
    _ faces: [FaceEmbedding], toPerson id: FaceID, of account: String
  ) throws(FaceStoreError) -> [KeptFaceID] {
    let index = try index(person: id, account)
    let count = persons[index].faces.count + faces.count
    if count > FaceStore.maximumFacesPerPerson {
      throw .tooMany(.facesOfPerson, count: count, allowed: FaceStore.maximumFacesPerPerson)
    }
    try check(adding: faces.count)
    var ids: [KeptFaceID] = []
    for face in faces {
      lastFace += 1
      let id = KeptFaceID(lastFace)
      persons[index].faces.append(KeptFace(id: id, embedding: face))
      persons[index].kept.faces.append(id)
      ids.append(id)
    }
    return ids
  }

  /// As `FaceStoring`.
  public mutating func removeFaces(
    _ faces: [KeptFaceID], ofPerson id: FaceID, of account: String
  ) throws(FaceStoreError) -> [KeptFaceID] {
    let index = try index(person: id, account)
    var removed: [KeptFaceID] = []
    for face in faces where persons[index].kept.faces.contains(face) && !removed.contains(face) {
      removed.append(face)
    }
    if removed.count == persons[index].faces.count { throw .lastFace }
    persons[index].faces.removeAll { removed.contains($0.id) }
    persons[index].kept.faces.removeAll { removed.contains($0) }
    return removed
  }
}
