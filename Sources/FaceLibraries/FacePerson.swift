public import ImageMatching

/// A person of a library.
public struct FacePerson: Hashable, Sendable {
  /// What programs call the person.
  public let id: FaceID
  /// What people call the person; two persons may have one name.
  public let name: GalleryName

  /// Makes a person.
  public init(id: FaceID, name: GalleryName) {
    self.id = id
    self.name = name
  }
}
