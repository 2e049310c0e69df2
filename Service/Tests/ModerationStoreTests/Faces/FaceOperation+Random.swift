import FaceLibraries
import ImageMatching
import ModerationStoreTesting
import Testing

@testable import ModerationStore

/// Random calls: most of them mean something to what a model holds.
struct FaceOperations {
  static let accounts = ["acme", "other", "第三"]
  /// Few, so that they are used again, with every byte that is allowed, and such as differ in case alone.
  private static let groupIDs = ["g", "G", "-", "%", "@#&_", "g1", "g2", "0", "007", String(repeating: "a", count: 64)]
  private static let personIDs =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-%@#&_".map { String($0) }
    + ["p1", "p2", "%00", "%2F", "--", "__", String(repeating: "Z", count: 64)]
  private static let texts = [
    "", "a", "A", "é", "e\u{301}", "名", "nul\u{0}behind", "nul\u{0}other", "\"'[]\\;--", "👩‍👩‍👧", "\u{FEFF}", " x ",
    "%", "_", "line\nline",
  ]

  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed) }

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &random) }

  private mutating func one<Element>(of list: [Element], _ other: Element) -> Element {
    list.isEmpty ? other : list[below(list.count)]
  }

  private mutating func text() -> String { one(of: Self.texts, "") }

  private mutating func id(_ list: [String]) -> FaceID {
    guard let id = FaceID(one(of: list, "x")) else { fatalError("an id breaks the rule") }
    return id
  }

  /// Faces come again, so that some are equally near.
  private mutating func seed() -> UInt64 { UInt64(below(400)) }

  private mutating func values() -> [Int: String] {
    var values: [Int: String] = [:]
    for _ in 0..<below(3) { values[below(20) == 0 ? below(8) - 1 : below(3)] = text() }
    return values
  }

  /// The next call, and whose it is.
  mutating func next(_ model: FaceModel, writing: Bool = false) -> (account: String, FaceOperation) {
    let account = one(of: Self.accounts, "acme")
    let groups = model.groups.filter { $0.account == account }.map(\.kept.group.id)
    let persons = model.persons.filter { $0.account == account }
    let anyGroup = id(Self.groupIDs)
    let group = below(8) == 0 ? anyGroup : one(of: groups, anyGroup)
    let anyPerson = id(Self.personIDs)
    let person = below(8) == 0 ? anyPerson : one(of: persons.map(\.kept.id), anyPerson)
    let operation: FaceOperation
    switch below(writing ? 70 : 100) {
    case 0..<6:
      let fields = (0..<below(below(10) == 0 ? 8 : 4)).map { below(10) == 0 ? "same" : "field \($0)" }
      operation = .createGroup(NewFaceGroup(id: anyGroup, name: text(), fields: fields, tag: text()))
    case 6: operation = .deleteGroup(group)
    case 7..<11:
      operation = .changeGroup(
        group,
        FaceGroupChange(
          name: below(2) == 0 ? text() : nil, fields: values(), tag: below(2) == 0 ? text() : nil))
    case 11..<31:
      operation = .createPerson(
        NewFacePerson(id: anyPerson, name: text(), gender: below(3), fields: values()), seed(), group)
    case 31..<34: operation = .deletePerson(person)
    case 34..<40: operation = .removePerson(person, group)
    case 40..<48: operation = .addPerson(person, (0..<below(4)).map { _ in one(of: groups, anyGroup) })
    case 48..<52: operation = .changePerson(person, below(2) == 0 ? text() : nil, below(2) == 0 ? below(3) : nil)
    case 52..<57: operation = .changeFields(person, group, values())
    case 57..<65: operation = .addFaces(person, (0..<below(4)).map { _ in seed() })
    case 65..<70:
      let own = persons.first { $0.kept.id == person }?.kept.faces ?? []
      operation = .removeFaces(person, (0..<below(4)).map { _ in one(of: own, KeptFaceID(Int64(below(50)) + 1)) })
    case 70..<73: operation = .group(group)
    case 73..<75: operation = .groups(offset: below(6) - 1, limit: below(8) - 1)
    case 75..<78: operation = .person(person)
    case 78..<81: operation = .persons(group, offset: below(6) - 1, limit: below(30) - 1)
    case 81..<83: operation = .counts(group)
    case 83..<85: operation = .faces(person)
    default:
      var asked = Array(groups.shuffled(using: &random).prefix(1 + below(4)))
      if below(10) == 0 || asked.isEmpty { asked.append(anyGroup) }
      operation = .nearest(
        below(2) == 0 ? seed() : 1_000 + seed(), asked.reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
        count: below(4) == 0 ? 100 : 1 + below(6), byGroup: below(3) == 0,
        below(3) == 0 ? .mean : .nearestFace)
    }
    return (account, operation)
  }
}

/// Whether a store holds just what a model does, seen through all calls that read; nil where it does, else what differs.
func difference(between store: any FaceStoring, and model: FaceModel) async -> String? {
  let expected = MemoryFaceStore(model)
  for account in FaceOperations.accounts {
    var calls: [FaceOperation] = [.groups(offset: 0, limit: 1_000)]
    let groups = model.groups.filter { $0.account == account }.map(\.kept.group.id)
    for group in groups {
      calls += [.group(group), .counts(group), .persons(group, offset: 0, limit: 1_000)]
      calls.append(.nearest(5_000, [group], count: 100, byGroup: false, .nearestFace))
    }
    if !groups.isEmpty { calls.append(.nearest(5_001, groups, count: 100, byGroup: true, .mean)) }
    for person in model.persons where person.account == account {
      calls += [.person(person.kept.id), .faces(person.kept.id)]
    }
    for call in calls {
      let answer = await call.perform(on: store, of: account, at: 0)
      let right = await call.perform(on: expected, of: account, at: 0)
      if !answer.agrees(with: right) { return "\(account): \(call) answers \(answer) and not \(right)" }
    }
  }
  return nil
}
