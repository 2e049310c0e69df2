import ImageMatching

/// Groups and persons in the order of a search file, with room for their faces.
struct SearchContent {
  /// By their order everywhere: of equally near persons the one of an earlier group comes first.
  var groups: [FaceGroup]
  /// Persons of one set of groups stand together.
  private(set) var persons: [FacePerson] = []
  /// How many faces each person has.
  private(set) var faceCounts: [Int] = []
  /// Where the person of each place given stands.
  private(set) var places: [Int] = []
  private(set) var sets: [[Int]] = []
  /// Behind which person each set ends.
  private(set) var setPersonEnds: [Int] = []

  /// Orders persons.
  ///
  /// - Parameter persons: Each with groups by index, ascending and each once, and the number of faces.
  init(groups: [FaceGroup], persons given: [FaceSearch.CountedPerson]) {
    self.groups = groups
    var numbers: [[Int]: Int] = [:]
    for person in given where numbers[person.groups] == nil { numbers[person.groups] = numbers.count }
    sets = numbers.keys.sorted { $0.lexicographicallyPrecedes($1) }
    for (number, set) in sets.enumerated() { numbers[set] = number }
    let setOf = given.map { numbers[$0.groups] ?? 0 }
    let order = given.indices.sorted { (setOf[$0], $0) < (setOf[$1], $1) }
    persons = order.map { given[$0].person }
    faceCounts = order.map { given[$0].faceCount }
    places = [Int](repeating: 0, count: given.count)
    var ends = [Int](repeating: 0, count: sets.count)
    for (place, index) in order.enumerated() {
      places[index] = place
      ends[setOf[index]] = place + 1
    }
    setPersonEnds = ends
  }

  var counts: SearchLayout.Counts {
    SearchLayout.Counts(
      faces: faceCounts.reduce(0, +), persons: persons.count, sets: sets.count,
      members: sets.reduce(0) { $0 + $1.count }, groups: groups.count,
      textBytes: persons.reduce(0) { $0 + $1.id.text.utf8.count + $1.name.text.utf8.count }
        + groups.reduce(0) { $0 + $1.id.text.utf8.count + $1.name.text.utf8.count })
  }
}
