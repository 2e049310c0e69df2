import ImageModeration
import ServiceAccounts
import Testing

@testable import ModerationService

@Suite("Library actions", .timeLimit(.minutes(20)))
struct LibraryActionTests {
  static let dialect = TencentDialect(
    actions: TIIAImageLibrary.actions(nil) + CMSWordSamples.actions(nil),
    judge: FixedJudge(.failure(ServiceFailure(.notJudged, "asks no judge"))),
    authenticator: FixedAuthenticator())

  @Test(arguments: [
    ("2019-05-29", "DescribeGroups", "{}"),
    ("2019-05-29", "CreateGroup", #"{"GroupId":"a","GroupName":"b","MaxCapacity":1}"#),
    ("2019-05-29", "SearchImage", #"{"GroupId":"a","ImageBase64":"AAAA","EnableDetect":false}"#),
    ("2019-03-21", "DescribeKeywordsLibs", "{}"), ("2019-03-21", "DeleteLibSamples", #"{"LibID":"a"}"#),
  ])
  func `without a store and a folder of policies the answer says what to set`(
    _ version: String, _ action: String, _ body: String
  ) async throws {
    let answer = await TencentRequest(body, of: version, action: action).ask(Self.dialect)
    #expect(answer.tencentCode == "UnsupportedOperation")
    #expect(try answer.response["Error"]?["Message"]?.string?.contains("store and policies") == true)
  }

  @Test(arguments: [
    ("2019-05-29", "CreateImage", #"{"GroupId":"a"}"#, "MissingParameter"),
    ("2019-05-29", "SearchImage", #"{"GroupId":"a","EnableDetect":"no"}"#, "InvalidParameter"),
    ("2019-05-29", "SearchImage", #"{"GroupId":"a","Colour":1}"#, "UnknownParameter"),
    ("2019-05-29", "DeleteGroup", "{}", "InvalidAction"), ("2019-03-21", "ImageModeration", "{}", "NoSuchVersion"),
    ("2019-03-21", "CreateKeywordsSamples", #"{"LibID":"a","UserKeywords":[{"Content":"a"}]}"#, "MissingParameter"),
  ])
  func `parameters are held against the documents`(
    _ version: String, _ action: String, _ body: String, _ code: String
  ) async {
    #expect(await TencentRequest(body, of: version, action: action).ask(Self.dialect).tencentCode == code)
  }

  @Test func `a call takes 2,000 words with all their fields, and another action no such body`() async throws {
    let word = #"{"Content":"word","Label":"Ad","Remark":"r","WordType":"Default"}"#
    let words = Array(repeating: word, count: 2_000).joined(separator: ",")
    let body = #"{"LibID":"ads","UserKeywords":["# + words + "]}"
    // As far as the store, which is not there.
    #expect(
      await TencentRequest(body, of: "2019-03-21", action: "CreateKeywordsSamples").ask(Self.dialect).tencentCode
        == "UnsupportedOperation")
    #expect(
      await TencentRequest(body, of: "2019-05-29", action: "CreateImage").ask(Self.dialect).tencentCode
        == "InvalidParameter")
  }

  @Test func `those that change something, and no others, need the grant to manage`() throws {
    let actions = (TIIAImageLibrary.actions(nil) + CMSWordSamples.actions(nil)).compactMap { $0 as? LibraryAction }
    #expect(actions.count(where: \.isChange) == 6)
    #expect(actions.count(where: { !$0.isChange }) == 5)
    for action in actions {
      #expect(Grants.needed(for: action.interface) == (action.isChange ? .manage : .call), "\(action.interface)")
    }
  }

  @Test func `libraries of words are set up by account`() throws {
    let folder = try ScratchFolder()
    let file = try folder.write(
      "store: s.sqlite\npolicies: p\nwordLibraries:\n  acme: {ads: BLOCK, fine: PASS, terms: REVIEW}\n",
      to: "service.yaml")
    let configuration = try ServiceConfiguration(file: file)
    #expect(configuration.wordLibraries.map(\.name).sorted() == ["ads", "fine", "terms"])
    #expect(configuration.problems == [])
    let alone = try ServiceConfiguration(file: try folder.write("wordLibraries: {acme: {ads: BLOCK}}\n", to: "b.yaml"))
    #expect(alone.problems.first?.contains("wordLibraries need store") == true)
  }

  @Test(arguments: ["wordLibraries: {acme: {ads: MAYBE}}", "wordLibraries: {acme: {a-b: BLOCK}}"])
  func `a library of another name or suggestion is refused with its line`(_ text: String) throws {
    let file = try ScratchFolder().write(text, to: "service.yaml")
    #expect(throws: ConfigurationProblem.self) { try ServiceConfiguration(file: file) }
  }
}
