import Foundation
import ImageMatching
import ModerationStore
import ServiceAccounts
import Testing

@testable import ModerationService

@Suite("Answers of library actions", .timeLimit(.minutes(20)))
struct LibraryAnswerTests {
  static let author = LibraryAuthor(
    account: FixedAuthenticator.caller.account.id, keyID: "AKIDEXAMPLE", milliseconds: 1_795_780_800_000)

  /// A group `known` with two pictures of the entity `e`.
  static func withPictures() async throws -> LibraryRig {
    let rig = try await LibraryRig()
    try await rig.store.pictures.createGroup(
      NewPictureGroup(name: "known", title: "k", brief: "", capacity: 100, callsPerSecond: 1), by: author)
    for name in ["first", "second"] {
      try await rig.store.pictures.add(
        NewPicture(
          entity: "e", name: name, hash: PDQHash(words: [1, 2, 3, 4]), quality: 100, sha256: "", content: "",
          tags: #"{"price":1}"#), to: "known", by: author)
    }
    return rig
  }

  static func pictures(_ rig: LibraryRig) async throws -> [KeptPicture] {
    try await rig.store.pictures.pictures(ofEntity: "e", in: "known", of: author.account)
  }

  @Test func `an empty name removes no picture, and none at all removes the entity's`() async throws {
    let rig = try await Self.withPictures()
    let refused = await rig.tiia("DeleteImages", #"{"GroupId":"known","EntityId":"e","PicName":""}"#)
    #expect(refused.tencentCode == "InvalidParameterValue.PicNameEmpty")
    #expect(try await Self.pictures(rig).count == 2)
    #expect(await rig.tiia("DeleteImages", #"{"GroupId":"known","EntityId":"e"}"#).tencentCode == nil)
    await #expect(throws: LibraryError.pictureMissing) { try await Self.pictures(rig) }
  }

  @Test(arguments: [("", #"{"price":1}"#), (#","Tags":"""#, ""), (#","Tags":"{\"price\":2}""#, #"{"price":2}"#)])
  func `an update without tags leaves them, and empty ones take them away`(
    _ field: String, _ expected: String
  ) async throws {
    let rig = try await Self.withPictures()
    let body = #"{"GroupId":"known","EntityId":"e","PicName":"first""# + field + "}"
    #expect(await rig.tiia("UpdateImage", body).tencentCode == nil)
    #expect(try await Self.pictures(rig).map(\.picture.tags) == [expected, #"{"price":1}"#])
    let missing = await rig.tiia("UpdateImage", #"{"GroupId":"known","EntityId":"e","PicName":"third"}"#)
    #expect(missing.tencentCode == "FailedOperation.ImageNotFoundInfo")
  }

  @Test(arguments: [
    ("BLOCK", ["advert"], ["exempt"]), ("REVIEW", ["advert"], ["exempt"]),
    ("PASS", ["exempt"], ["advert"]),
  ])
  func `a library of PASS takes exempt words alone, and no other takes any`(
    _ suggestion: String, _ taken: [String], _ refused: [String]
  ) async throws {
    let rig = try await LibraryRig(["own": suggestion])
    let answer = await rig.cms(
      "CreateKeywordsSamples",
      #"{"LibID":"own","UserKeywords":[{"Content":"advert","Label":"Ad"},{"Content":"exempt","Label":"Normal"}]}"#)
    func contents(_ name: String) throws -> [String?]? {
      try answer.response[name]?.elements?.map { $0["Content"]?.string }
    }
    #expect(try contents("SuccessInfos") == taken)
    #expect(try contents("InvalidSamples") == refused)
    #expect(try answer.response["InvalidSamples"]?.elements?.first?["InvalidCode"] == 3)
    let described = await rig.cms("DescribeKeywordsLibs", "{}")
    #expect(try described.response["Infos"]?.elements?.first?["Suggestion"]?.string == suggestion.capitalized)
  }

  @Test(arguments: [2_001, 3_000])
  func `more words than a call may have are LimitExceeded with what is allowed`(_ count: Int) async throws {
    let rig = try await LibraryRig(["own": "BLOCK"])
    let words = Array(repeating: #"{"Content":"w","Label":"Ad","Remark":"r","WordType":"Default"}"#, count: count)
    let answer = await rig.cms(
      "CreateKeywordsSamples", #"{"LibID":"own","UserKeywords":["# + words.joined(separator: ",") + "]}")
    #expect(answer.tencentCode == "LimitExceeded")
    let message = try #require(try answer.response["Error"]?["Message"]?.string)
    #expect(message.contains("has \(count) words") && message.contains("1 to 2000"), "\(message)")
  }

  @Test func `words are told as removed by the id and the letters that they have`() async throws {
    let rig = try await LibraryRig(["own": "BLOCK"])
    let added = try await rig.store.words.add(
      ["caf\u{E9}", "other"].map { NewWord(content: $0, label: "Ad", kind: "Default", remark: "") }, to: "own",
      by: Self.author)
    let answer = await rig.cms(
      "DeleteLibSamples",
      #"{"LibID":"own","SampleIDs":["0\#(added.added[1].id)"],"SampleContents":["cafe\u0301","caf\u00e9"]}"#)
    #expect(try answer.response["Count"] == 2)
    #expect(try answer.response["Details"]?.elements?.map { $0["Deleted"]?.bool } == [true, false, true])
  }
}
