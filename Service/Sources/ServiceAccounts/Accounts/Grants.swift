/// What the holder of a key may do in its account.
public struct Grants: OptionSet, Hashable, Sendable, CustomStringConvertible {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Have pictures judged.
  public static let call = Grants(rawValue: 1)
  /// Read what was judged before.
  public static let readRecords = Grants(rawValue: 2)
  /// Change what the account keeps: libraries, lists, tasks.
  public static let manage = Grants(rawValue: 4)

  /// The main account's.
  public static let all: Grants = [.call, .readRecords, .manage]

  /// The words of `accounts.yaml`, in order.
  static let words: [(String, Grants)] = [("call", .call), ("readRecords", .readRecords), ("manage", .manage)]

  public var description: String {
    isEmpty ? "none" : Self.words.filter { contains($0.1) }.map(\.0).joined(separator: ", ")
  }
}

extension Grants {
  /// The interfaces that change what the account keeps.
  private static let managing: Set<String> = [
    "iai.CreateGroup", "iai.DeleteGroup", "iai.ModifyGroup", "iai.CreatePerson", "iai.DeletePerson",
    "iai.DeletePersonFromGroup", "iai.CopyPerson", "iai.ModifyPersonBaseInfo", "iai.ModifyPersonGroupInfo",
    "iai.CreateFace", "iai.DeleteFace", "tiia.CreateGroup", "tiia.CreateImage", "tiia.UpdateImage", "tiia.DeleteImages",
    "cms.CreateKeywordsSamples", "cms.DeleteLibSamples",
  ]

  /// What a caller needs for an interface, as `ims.ImageModeration`: `manage` where it changes what the account keeps,
  /// else `call`.
  public static func needed(for interface: String) -> Grants { managing.contains(interface) ? .manage : .call }
}
