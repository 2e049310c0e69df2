public import ImageMatching
public import ModerationCore

extension FaceSearch {
  /// A state of a store of faces other than a library.
  public struct Source: Hashable, Sendable {
    /// 32 hexadecimal digits by which the store is told from every other.
    public let id: String
    /// The state's number: another state has another.
    public let state: Int64

    /// Takes a store's id and state; nil when the id is no 32 lower-case hexadecimal digits.
    public init?(id: String, state: Int64) {
      guard id.utf8.count == 32, id.allSatisfy({ "0123456789abcdef".contains($0) }) else { return nil }
      (self.id, self.state) = (id, state)
    }

    /// Such a store says nothing of its model.
    fileprivate static let noModel = String(repeating: "0", count: 64)
  }

  /// A person whose faces come one by one.
  public struct CountedPerson: Sendable {
    public let person: FacePerson
    /// Indices of groups, ascending, each once, at least one.
    public var groups: [Int]
    /// How many faces will come.
    public var faceCount: Int

    /// Makes a person.
    public init(person: FacePerson, groups: [Int], faceCount: Int) {
      (self.person, self.groups, self.faceCount) = (person, groups, faceCount)
    }
  }

  /// Opens the search file of a state; nil where there is none, or it is damaged or of another state.
  ///
  /// - Parameter cache: As for a library.
  /// - Throws: `invalidLibrary` when what is there contradicts itself.
  public static func made(of source: Source, cache: String) throws(HostFailure) -> FaceSearch? {
    guard
      let content = SearchFile.opened(
        of: source.id, modelSHA256: Source.noModel, at: source.state, in: cache)
    else { return nil }
    return try FaceSearch(content)
  }

  /// Makes a search of a state, and leaves it in the cache where that can be written.
  ///
  /// - Parameters:
  ///   - cache: As for a library.
  ///   - fill: Hands over every face with the index of its person in `persons`. Faces of one person come in the order in
  ///     which `Match.faceIndex` counts them.
  /// - Throws: `libraryRefusal` when there are more than a library may have; `libraryUnreadable` without memory;
  ///   `invalidLibrary` when another number of faces came than was said; what `fill` throws.
  public init(
    _ source: Source, groups: [FaceGroup], persons: [CountedPerson], cache: String,
    fill: ((FaceEmbedding, Int) throws(HostFailure) -> Void) throws(HostFailure) -> Void
  ) throws(HostFailure) {
    let content = SearchContent(groups: groups, persons: persons)
    let made = try SearchFile.make(
      content, libraryID: source.id, modelSHA256: Source.noModel, changeCount: source.state, in: cache, fill)
    try self.init(made)
  }
}
