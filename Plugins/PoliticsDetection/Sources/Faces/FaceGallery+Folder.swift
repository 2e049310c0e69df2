import FaceLibraries
import Glibc
import ImageMatching
public import ModerationCore

extension FaceGallery {
  /// The ending of a face's file.
  static let fileEnding = ".json"

  /// Loads a gallery from its folder, or opens the library that a file is.
  ///
  /// - Throws: As the initializers for either.
  public init(path: String) throws(HostFailure) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
      try self.init(library: try FaceLibrary(path: path, for: .reading, model: FaceModels.embedder))
    } else {
      try self.init(directory: path)
    }
  }

  /// Loads a gallery from its folder.
  ///
  /// - Throws: `HostFailure` that names the file: unreadable, not a face, of another model or version, a link,
  ///   something that does not belong there, an empty gallery, or a bound above broken.
  public init(directory: String) throws(HostFailure) {
    try self.init(persons: try Self.persons(in: directory))
  }

  /// Everybody in a folder, by group and name; empty for an empty one.
  ///
  /// - Throws: As `init(directory:)`.
  public static func persons(in directory: String) throws(HostFailure) -> [Person] {
    var persons: [Person] = []
    var faceCount = 0
    try forEachPerson(in: directory, maximumGroupCount: maximumGroupCount, maximumPersonCount: maximumPersonCount) {
      person throws(HostFailure) in
      faceCount += person.faces.count
      persons.append(person)
      // Checked here too, so that no more is read than is used.
      guard persons.count <= maximumPersonCount, faceCount <= maximumFaceCount else {
        throw HostFailure(
          .invalidGallery,
          message: """
            \(directory) holds more than \(maximumPersonCount) persons or \(maximumFaceCount) faces: make a library of it \
            with `moderate faces build`
            """)
      }
    }
    return persons
  }

  /// Hands over everybody in a folder, by group and name, one at a time.
  ///
  /// - Parameters:
  ///   - maximumGroupCount: The most groups that are taken.
  ///   - maximumPersonCount: The most persons of a group that are taken.
  static func forEachPerson(
    in directory: String, maximumGroupCount: Int, maximumPersonCount: Int,
    _ body: (Person) throws(HostFailure) -> Void
  ) throws(HostFailure) {
    let gallery = try GalleryFolder(gallery: directory)
    for group in try names(in: gallery, most: maximumGroupCount) {
      let folder = try gallery.folder(group.text)
      for name in try names(in: folder, most: maximumPersonCount) {
        try body(Person(group: group, name: name, faces: try faces(in: try folder.folder(name.text))))
      }
    }
  }

  private static func names(in folder: GalleryFolder, most: Int) throws(HostFailure) -> [GalleryName] {
    try folder.names(most: most).map { text throws(HostFailure) in
      guard let name = GalleryName(text) else {
        throw HostFailure(
          .invalidGallery, message: "\(folder.path) holds the name \(text.debugDescription): \(GalleryName.rule)")
      }
      return name
    }.sorted()
  }

  private static func faces(in folder: GalleryFolder) throws(HostFailure) -> [GalleryFace] {
    try folder.names(most: maximumFacesPerPerson).sorted().map { file throws(HostFailure) in
      let path = "\(folder.path)/\(file)"
      guard file.hasSuffix(fileEnding) else {
        throw HostFailure(
          .invalidGallery,
          message: "\(path) is not a face file: add pictures with `moderate faces add`, which keeps no picture")
      }
      return try GalleryFace(
        try folder.contents(of: file, mostBytes: GalleryFace.maximumFileBytes), path: path)
    }
  }

  /// Writes a face into a gallery's folder, made if it is missing, under its picture's digest.
  ///
  /// - Throws: `HostFailure` when it cannot be written, or something in the way is a link.
  static func write(_ face: GalleryFace, group: GalleryName, person: GalleryName, to directory: String)
    throws(HostFailure)
  {
    let data = try face.data()
    try GalleryFolder(gallery: directory).madeFolder(group.text).madeFolder(person.text)
      .write(data, to: face.sourceSHA256 + fileEnding)
  }
}
