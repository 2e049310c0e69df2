import FaceLibraries
import ImageMatching
import ModerationStore

/// Groups, persons and faces in arrays: the least that the face actions can be tried with.
actor ListedFaceStore: FaceStoring {
  private struct Person {
    var new: NewFacePerson
    var faces: [KeptFace]
    var groups: [KeptFacePerson.Membership]
    var created: Int64

    var kept: KeptFacePerson {
      KeptFacePerson(
        id: new.id, name: new.name, gender: new.gender, faces: faces.map(\.id), groups: groups, created: created)
    }
  }

  private struct Holding {
    var groups: [KeptFaceGroup] = []
    var persons: [Person] = []
  }

  private var holdings: [String: Holding] = [:]
  private var lastFace: Int64 = 0

  private func place(of group: FaceID, _ account: String) throws(FaceStoreError) -> Int {
    guard let place = holdings[account, default: Holding()].groups.firstIndex(where: { $0.group.id == group }) else {
      throw .groupMissing(group)
    }
    return place
  }

  private func place(ofPerson id: FaceID, _ account: String) throws(FaceStoreError) -> Int {
    guard let place = holdings[account, default: Holding()].persons.firstIndex(where: { $0.new.id == id }) else {
      throw .personMissing
    }
    return place
  }

  private func nextFace(_ embedding: FaceEmbedding) -> KeptFace {
    lastFace += 1
    return KeptFace(id: KeptFaceID(lastFace), embedding: embedding)
  }

  func createGroup(_ group: NewFaceGroup, of account: String, at milliseconds: Int64) throws(FaceStoreError) {
    let groups = holdings[account, default: Holding()].groups
    if groups.contains(where: { $0.group.id == group.id }) { throw .groupExists }
    if groups.contains(where: { $0.group.name == group.name }) { throw .groupNameExists }
    holdings[account, default: Holding()].groups.append(
      KeptFaceGroup(group: group, created: milliseconds, updated: milliseconds))
  }

  func deleteGroup(_ id: FaceID, of account: String) throws(FaceStoreError) {
    let place = try place(of: id, account)
    holdings[account]?.groups.remove(at: place)
    for index in holdings[account, default: Holding()].persons.indices {
      holdings[account]?.persons[index].groups.removeAll { $0.group == id }
    }
    holdings[account]?.persons.removeAll(where: \.groups.isEmpty)
  }

  func changeGroup(
    _ id: FaceID, of account: String, _ change: FaceGroupChange, at milliseconds: Int64
  ) throws(FaceStoreError) {
    let place = try place(of: id, account)
    var kept = try group(id, of: account)
    if let name = change.name { kept.group.name = name }
    if let tag = change.tag { kept.group.tag = tag }
    for (index, name) in change.fields.sorted(by: { $0.key < $1.key }) {
      guard index <= kept.group.fields.count, index < 5 else { throw .fieldMissing(index: index) }
      if index == kept.group.fields.count { kept.group.fields.append(name) } else { kept.group.fields[index] = name }
    }
    guard Set(kept.group.fields).count == kept.group.fields.count else { throw .fieldNameExists }
    kept.updated = milliseconds
    holdings[account]?.groups[place] = kept
  }

  func group(_ id: FaceID, of account: String) throws(FaceStoreError) -> KeptFaceGroup {
    let place = try place(of: id, account)
    return holdings[account, default: Holding()].groups[place]
  }

  func groups(of account: String, offset: Int, limit: Int) throws(FaceStoreError) -> FacePage<KeptFaceGroup> {
    let groups = holdings[account, default: Holding()].groups
    return FacePage(items: Array(groups.dropFirst(offset).prefix(limit)), total: groups.count)
  }

  private func fields(_ values: [Int: String], of group: FaceID, _ account: String) throws(FaceStoreError) -> [String] {
    let names = try self.group(group, of: account).group.fields
    if let index = values.keys.first(where: { $0 >= names.count }) { throw .fieldMissing(index: index) }
    return names.indices.map { values[$0] ?? "" }
  }

  func createPerson(
    _ person: NewFacePerson, face: FaceEmbedding, in group: FaceID, of account: String, at milliseconds: Int64
  ) throws(FaceStoreError) -> KeptFaceID {
    let fields = try fields(person.fields, of: group, account)
    if holdings[account, default: Holding()].persons.contains(where: { $0.new.id == person.id }) { throw .personExists }
    let face = nextFace(face)
    holdings[account, default: Holding()].persons.append(
      Person(
        new: person, faces: [face], groups: [KeptFacePerson.Membership(group: group, fields: fields)],
        created: milliseconds))
    return face.id
  }

  func deletePerson(_ id: FaceID, of account: String) throws(FaceStoreError) {
    let place = try place(ofPerson: id, account)
    holdings[account]?.persons.remove(at: place)
  }

  func removePerson(_ id: FaceID, from group: FaceID, of account: String) throws(FaceStoreError) {
    _ = try place(of: group, account)
    let place = try place(ofPerson: id, account)
    var groups = try person(id, of: account).groups
    guard groups.contains(where: { $0.group == group }) else { throw .personNotInGroup }
    groups.removeAll { $0.group == group }
    if groups.isEmpty {
      holdings[account]?.persons.remove(at: place)
    } else {
      holdings[account]?.persons[place].groups = groups
    }
  }

  func addPerson(
    _ id: FaceID, to groups: [FaceID], of account: String, at milliseconds: Int64
  ) throws(FaceStoreError) {
    let place = try place(ofPerson: id, account)
    var kept = try person(id, of: account).groups
    for group in groups {
      guard !kept.contains(where: { $0.group == group }) else { throw .personInGroup(group) }
      kept.append(KeptFacePerson.Membership(group: group, fields: try fields([:], of: group, account)))
    }
    holdings[account]?.persons[place].groups = kept
  }

  func changePerson(
    _ id: FaceID, of account: String, name: String?, gender: Int?, at milliseconds: Int64
  ) throws(FaceStoreError) {
    let place = try place(ofPerson: id, account)
    if let name { holdings[account]?.persons[place].new.name = name }
    if let gender { holdings[account]?.persons[place].new.gender = gender }
  }

  func changeFields(
    ofPerson id: FaceID, in group: FaceID, of account: String, _ values: [Int: String], at milliseconds: Int64
  ) throws(FaceStoreError) {
    let place = try place(ofPerson: id, account)
    _ = try fields(values, of: group, account)
    guard let index = try person(id, of: account).groups.firstIndex(where: { $0.group == group }) else {
      throw .personNotInGroup
    }
    for (field, value) in values { holdings[account]?.persons[place].groups[index].fields[field] = value }
  }

  func person(_ id: FaceID, of account: String) throws(FaceStoreError) -> KeptFacePerson {
    let place = try place(ofPerson: id, account)
    return holdings[account, default: Holding()].persons[place].kept
  }

  private func members(of group: FaceID, _ account: String) throws(FaceStoreError) -> [Person] {
    _ = try place(of: group, account)
    return holdings[account, default: Holding()].persons.filter { $0.groups.contains { $0.group == group } }
  }

  func persons(in group: FaceID, of account: String, offset: Int, limit: Int) throws(FaceStoreError) -> FaceGroupPage {
    let members = try members(of: group, account)
    let page = members.dropFirst(offset).prefix(limit).map { member in
      var kept = member.kept
      kept.groups.removeAll { $0.group != group }
      return kept
    }
    return FaceGroupPage(persons: page, counts: try counts(ofGroup: group, of: account))
  }

  func counts(ofGroup group: FaceID, of account: String) throws(FaceStoreError) -> FaceGroupCounts {
    let members = try members(of: group, account)
    return FaceGroupCounts(persons: members.count, faces: members.reduce(0) { $0 + $1.faces.count })
  }

  func faces(ofPerson id: FaceID, of account: String) throws(FaceStoreError) -> [KeptFace] {
    let place = try place(ofPerson: id, account)
    return holdings[account, default: Holding()].persons[place].faces
  }

  func addFaces(
    _ faces: [FaceEmbedding], toPerson id: FaceID, of account: String, at milliseconds: Int64
  ) throws(FaceStoreError) -> [KeptFaceID] {
    let place = try place(ofPerson: id, account)
    let added = faces.map(nextFace)
    holdings[account]?.persons[place].faces += added
    return added.map(\.id)
  }

  func removeFaces(
    _ faces: [KeptFaceID], ofPerson id: FaceID, of account: String
  ) throws(FaceStoreError) -> [KeptFaceID] {
    let place = try place(ofPerson: id, account)
    let kept = try self.faces(ofPerson: id, of: account)
    let removed = kept.map(\.id).filter { faces.contains($0) }
    guard removed.count < kept.count else { throw .lastFace }
    holdings[account]?.persons[place].faces.removeAll { removed.contains($0.id) }
    return removed
  }

  func nearest(
    to face: FaceEmbedding, in groups: [FaceID], of account: String, count: Int, byGroup: Bool, measure: FaceMeasure
  ) throws(FaceStoreError) -> FaceNeighbours {
    var searched: [FaceID: Person] = [:]
    var lists: [[FaceNeighbours.Neighbour]] = []
    for group in groups {
      let members = try members(of: group, account)
      for member in members { searched[member.new.id] = member }
      lists.append(Array(Self.order(members, face, measure).prefix(count)))
    }
    guard !searched.isEmpty else { throw .nothingToSearch }
    if !byGroup { lists = [Array(Self.order(Array(searched.values), face, measure).prefix(count))] }
    return FaceNeighbours(
      lists: lists,
      counts: FaceGroupCounts(persons: searched.count, faces: searched.values.reduce(0) { $0 + $1.faces.count }))
  }

  private static func order(
    _ persons: [Person], _ face: FaceEmbedding, _ measure: FaceMeasure
  ) -> [FaceNeighbours.Neighbour] {
    persons.compactMap { person -> FaceNeighbours.Neighbour? in
      let cosines = person.faces.map { $0.embedding.cosine(to: face) }
      guard let best = cosines.indices.max(by: { cosines[$0] < cosines[$1] }) else { return nil }
      let sum = person.faces.reduce([Float](repeating: 0, count: FaceEmbedding.count)) { sum, face in
        zip(sum, face.embedding.direction).map { $0 + $1 }
      }
      let mean = FaceEmbedding(raw: sum)?.cosine(to: face) ?? 0
      return FaceNeighbours.Neighbour(
        person: person.new.id, face: person.faces[best].id, cosine: measure == .mean ? mean : cosines[best])
    }.sorted { ($1.cosine, $0.person) < ($0.cosine, $1.person) }
  }
}
