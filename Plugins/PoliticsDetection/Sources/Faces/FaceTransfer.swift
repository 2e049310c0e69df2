import Glibc
public import FaceLibraries
import ImageMatching
public import ModerationCore

/// Faces between a gallery's folder and a library.
public enum FaceTransfer {
  /// So many persons are added in one transaction.
  private static let batchCount = 1_000

  /// Adds the faces of a gallery's folder, of any size, to a library; says how many were not there before.
  ///
  /// Persons of one name are one person, in several groups perhaps.
  ///
  /// - Throws: `HostFailure`; what was added in earlier batches stays.
  public static func add(folder directory: String, to library: FaceLibrary) throws(HostFailure) -> Int {
    var known = Set(try library.groups().map(\.group.id))
    var (batch, count): ([FaceGallery.Person], Int) = ([], 0)
    try FaceGallery.forEachPerson(
      in: directory, maximumGroupCount: FaceLibrary.maximumGroupCount,
      maximumPersonCount: FaceLibrary.maximumPersonCount
    ) { person throws(HostFailure) in
      batch.append(person)
      if batch.count == batchCount {
        count += try add(batch, to: library, &known)
        batch = []
      }
    }
    return count + (try add(batch, to: library, &known))
  }

  private static func add(
    _ persons: [FaceGallery.Person], to library: FaceLibrary, _ known: inout Set<FaceID>
  ) throws(HostFailure) -> Int {
    let missing = Set(persons.map(\.group)).map { FaceGroup(id: FaceID(derivedFrom: $0), name: $0) }.filter {
      !known.contains($0.id)
    }
    known.formUnion(missing.map(\.id))
    return try library.write { writer throws(HostFailure) in
      for group in missing { try writer.put(group) }
      var added = 0
      for person in persons {
        let id = FaceID(derivedFrom: person.name)
        try writer.put(FacePerson(id: id, name: person.name), in: [FaceID(derivedFrom: person.group)])
        for face in person.faces where try writer.add(face, to: id) { added += 1 }
      }
      return added
    }
  }

  /// Writes a library into a folder, made if it is missing; says how many files.
  public static func export(_ library: FaceLibrary, to directory: String) throws(HostFailure) -> Int {
    mkdir(directory, 0o755)
    var count = 0
    for listed in try library.groups() {
      let persons = try library.persons(in: listed.group.id).map(\.person)
      let named = Dictionary(grouping: persons, by: \.name)
      for person in persons {
        // Where a name and an id are too long together, the id will do.
        let apart = GalleryName("\(person.name) (\(person.id))") ?? GalleryName(person.id.text) ?? person.name
        let name = named[person.name]?.count == 1 ? person.name : apart
        for stored in try library.faces(of: person.id) {
          try FaceGallery.write(stored.face, group: listed.group.name, person: name, to: directory)
          count += 1
        }
      }
    }
    return count
  }
}
