/// Interfaces that share one rate: those of a service, `ims`, or a part of them, `iai.search`.
public struct RateGroup: Hashable, Sendable, CustomStringConvertible {
  /// A part of a service that has a rate of its own.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// Faces are found: DetectFace.
    case detection
    /// Points of faces: AnalyzeFace.
    case analysis
    /// Two pictures: CompareFace.
    case comparison
    /// A picture against persons: the searches and verifications.
    case search
    /// Groups are made, changed and listed.
    case groups
    /// Persons are made, changed and listed.
    case persons
    /// Faces are added to persons and taken from them.
    case faces
    /// Work that is answered later: CreateImageModerationAsyncTask.
    case tasks
    /// Groups of known pictures are made, changed, described and searched: TIIA's image library.
    case libraries
  }

  /// What an account opens.
  public let service: ServiceName
  /// nil for what belongs to no part.
  public let part: Part?

  /// The interfaces of a service, or those of a part.
  public init(_ service: ServiceName, _ part: Part? = nil) {
    self.service = service
    self.part = part
  }

  /// The group of an interface, as `iai.SearchFaces`; nil where what stands before the point is no service.
  public init?(interface: String) {
    guard let service = ServiceName(rawValue: String(interface.prefix { $0 != "." })) else { return nil }
    self.init(service, Self.parts[interface])
  }

  /// Calls per second of an account that says nothing else.
  public var defaultCallsPerSecond: Int {
    // Source: LIMITS.md §A 13.
    part == .tasks ? 20 : service.defaultCallsPerSecond
  }

  public var description: String { part.map { "\(service).\($0.rawValue)" } ?? service.rawValue }

  private static let parts: [String: Part] = {
    let actions: [Part: [String]] = [
      .detection: ["DetectFace"], .analysis: ["AnalyzeFace"], .comparison: ["CompareFace"],
      .search: [
        "SearchFaces", "SearchPersons", "SearchFacesReturnsByGroup", "SearchPersonsReturnsByGroup", "VerifyFace",
        "VerifyPerson",
      ],
      .groups: ["CreateGroup", "DeleteGroup", "ModifyGroup", "GetGroupList", "GetGroupInfo"],
      .persons: [
        "CreatePerson", "DeletePerson", "DeletePersonFromGroup", "CopyPerson", "GetPersonList", "GetPersonListNum",
        "GetPersonBaseInfo", "GetPersonGroupInfo", "ModifyPersonBaseInfo", "ModifyPersonGroupInfo",
      ],
      .faces: ["CreateFace", "DeleteFace"],
    ]
    let libraries = [
      "CreateGroup", "DescribeGroups", "CreateImage", "UpdateImage", "DeleteImages", "DescribeImages", "SearchImage",
    ]
    var parts = ["ims.CreateImageModerationAsyncTask": Part.tasks]
    for name in libraries { parts["tiia.\(name)"] = .libraries }
    for (part, names) in actions {
      for name in names { parts["iai.\(name)"] = part }
    }
    return parts
  }()
}
