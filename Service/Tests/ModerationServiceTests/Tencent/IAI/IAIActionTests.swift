import ImageModeration
import ServiceAccounts
import Testing

@testable import ModerationService

@Suite("IAI's actions", .timeLimit(.minutes(20)))
struct IAIActionTests {
  @Test("find faces, largest first, and make up nothing")
  func detect() async throws {
    let answer = try await FaceScene().ask(
      "DetectFace", #"{"Image":"%0,1s300,2%","MaxFaceNum":2,"NeedFaceAttributes":1,"NeedQualityDetection":1}"#
    ).response
    #expect(answer["ImageWidth"]?.integerValue == 640)
    #expect(answer["FaceModelVersion"]?.string == "3.0")
    let faces = try #require(answer["FaceInfos"]?.elements)
    #expect(faces.map { $0["Width"]?.integerValue } == [300, 200])
    #expect(faces[0]["X"]?.integerValue == 10)
    #expect(faces[0]["Y"]?.integerValue == 21)
    #expect(faces[0]["FaceAttributesInfo"] == .null)
    #expect(faces[0]["FaceQualityInfo"]?["Brightness"]?.integerValue == 51)
    #expect(faces[0]["FaceQualityInfo"]?["Sharpness"] == .null)
    let plain = try await FaceScene().ask("DetectFace", #"{"Image":"%0%"}"#).response
    #expect(plain["FaceInfos"]?.elements?.first?["FaceQualityInfo"] == .null)
  }

  @Test("give the five points")
  func analyze() async throws {
    let answer = try await FaceScene().ask("AnalyzeFace", #"{"Image":"%0,1%","Mode":1}"#).response
    let shapes = try #require(answer["FaceShapeSet"]?.elements)
    #expect(shapes.count == 1)
    #expect(shapes[0]["LeftPupil"]?.elements?.first?["X"]?.integerValue == 1)
    #expect(shapes[0]["RightPupil"]?.elements?.first?["Y"]?.integerValue == 3)
    #expect(shapes[0]["Nose"]?.elements?.count == 1)
    #expect(shapes[0]["Mouth"]?.elements?.map { $0["X"]?.integerValue } == [4, 5])
    #expect(shapes[0]["FaceProfile"]?.elements == [])
  }

  @Test("compare the surest faces, or the largest")
  func compare() async throws {
    func score(_ more: String) async throws -> Double {
      let answer = await FaceScene().ask("CompareFace", "{\"ImageA\":\"%0,1s40%\",\"ImageB\":\"%0%\"\(more)}")
      return try #require(try answer.response["Score"]?.numberValue)
    }
    // The second face of the picture is the surer one, and another person.
    #expect(try await score("") < 40)
    #expect(try await score(",\"FaceMatchingStrategy\":1") > 60)
  }

  @Test("keep groups with all that was said of them")
  func groups() async throws {
    let scene = await FaceScene.filled()
    let group = try await scene.ask("GetGroupInfo", #"{"GroupId":"g1"}"#).response
    #expect(group["GroupName"]?.string == "one")
    #expect(group["GroupExDescriptions"] == ["no", "tel"])
    #expect(group["Tag"]?.string == "t")
    #expect(group["CreationTimestamp"]?.integerValue == 1_700_000_000_123)
    let field = #"{"GroupExDescriptionIndex":1,"GroupExDescription":"phone"}"#
    let change = "{\"GroupId\":\"g1\",\"Tag\":\"\",\"GroupExDescriptionInfos\":[\(field)]}"
    #expect(await scene.ask("ModifyGroup", change).tencentCode == nil)
    let list = try await scene.ask("GetGroupList", #"{"Limit":1}"#).response
    #expect(list["GroupNum"]?.integerValue == 2)
    let first = try #require(list["GroupInfos"]?.elements?.first)
    #expect(first["GroupExDescriptions"] == ["no", "phone"])
    #expect(first["Tag"]?.string == "")
    #expect(first["UpdateTimestamp"]?.integerValue == 1_700_000_000_123)
    #expect(try await scene.ask("GetGroupList", #"{"Offset":2}"#).response["GroupInfos"]?.elements == [])
  }

  @Test("keep persons with their groups and faces")
  func persons() async throws {
    let scene = await FaceScene.filled()
    let base = try await scene.ask("GetPersonBaseInfo", #"{"PersonId":"ann"}"#).response
    #expect(base["PersonName"]?.string == "Ann")
    #expect(base["Gender"]?.integerValue == 2)
    #expect(base["FaceIds"]?.elements?.count == 1)
    let values = #"[{"PersonExDescriptionIndex":1,"PersonExDescription":"555"}]"#
    _ = await scene.ask(
      "ModifyPersonGroupInfo", "{\"GroupId\":\"g1\",\"PersonId\":\"ann\",\"PersonExDescriptionInfos\":\(values)}")
    let groups = try await scene.ask("GetPersonGroupInfo", #"{"PersonId":"ann"}"#).response
    #expect(groups["GroupNum"]?.integerValue == 2)
    #expect(groups["PersonGroupInfos"]?.elements?.first?["PersonExDescriptions"] == ["", "555"])
    let list = try await scene.ask("GetPersonList", #"{"GroupId":"g1"}"#).response
    #expect(list["PersonNum"]?.integerValue == 2)
    #expect(list["PersonInfos"]?.elements?.first?["PersonExDescriptions"] == ["", "555"])
    #expect(try await scene.ask("GetPersonListNum", #"{"GroupId":"g2"}"#).response["FaceNum"]?.integerValue == 1)
    _ = await scene.ask("DeletePersonFromGroup", #"{"PersonId":"ann","GroupId":"g1"}"#)
    #expect(await scene.ask("GetPersonBaseInfo", #"{"PersonId":"ann"}"#).tencentCode == nil)
    _ = await scene.ask("DeleteGroup", #"{"GroupId":"g2"}"#)
    #expect(
      await scene.ask("GetPersonBaseInfo", #"{"PersonId":"ann"}"#).tencentCode
        == "InvalidParameterValue.PersonIdNotExist")
  }

  @Test("make nobody who is there already, at the level asked for", arguments: [(1, "75"), (4, "99")])
  func unique(level: Int, cosine: String) async throws {
    let scene = await FaceScene.filled()
    func create(_ id: String, _ face: String) async throws -> JSONValue {
      try await scene.ask(
        "CreatePerson",
        "{\"GroupId\":\"g1\",\"PersonId\":\"\(id)\",\"PersonName\":\"N\",\"Image\":\"%\(face)%\","
          + "\"UniquePersonControl\":\(level)}"
      ).response
    }
    let same = try await create("ann2", "0c\(cosine)")
    #expect(same["SimilarPersonId"]?.string == "ann")
    #expect(same["FaceId"]?.string == "")
    #expect(await scene.ask("GetPersonBaseInfo", #"{"PersonId":"ann2"}"#).tencentCode != nil)
    let other = try await create("carl", "2")
    #expect(other["SimilarPersonId"]?.string == "")
    #expect(other["FaceId"]?.string?.isEmpty == false)
  }

  @Test("say of each picture of CreateFace what became of it")
  func createFaces() async throws {
    let scene = await FaceScene.filled()
    let answer = try await scene.ask(
      "CreateFace", #"{"PersonId":"ann","Images":["%0c95%","%none%","%1%","%0n7%"],"QualityControl":1}"#
    ).response
    #expect(answer["RetCode"] == [0, -1101, -1604, -1601])
    #expect(answer["SucFaceNum"]?.integerValue == 1)
    #expect(answer["SucIndexes"] == [0])
    #expect(answer["SucFaceRects"]?.elements?.count == 1)
    let second = try await scene.ask(
      "CreateFace", #"{"PersonId":"ann","Images":["%bad%","!","%wide%"]}"#
    ).response
    #expect(second["RetCode"] == [-1102, -1102, -1109])
    #expect(second["SucFaceIds"] == [])
    let many = await scene.ask("CreateFace", #"{"PersonId":"ann","Images":["%0%","%0%","%0%","%0%"]}"#)
    #expect(many.tencentCode == "InvalidParameterValue.PersonFaceNumExceed")
    let id = try #require(answer["SucFaceIds"]?.elements?.first?.string)
    let deleted = try await scene.ask(
      "DeleteFace", "{\"PersonId\":\"ann\",\"FaceIds\":[\"\(id)\",\"999\",\"x\"]}"
    ).response
    #expect(deleted["SucDeletedNum"]?.integerValue == 1)
    #expect(deleted["SucFaceIds"] == [.string(id)])
  }

  @Test("name the nearest persons of a picture's faces")
  func search() async throws {
    let scene = await FaceScene.filled()
    let answer = try await scene.ask(
      "SearchFaces",
      #"{"GroupIds":["g1","g2","g1"],"Image":"%0c90,1,2%","MaxFaceNum":3,"NeedPersonInfo":1,"FaceMatchThreshold":40}"#
    ).response
    #expect(answer["FaceNum"]?.integerValue == 2)
    let results = try #require(answer["Results"]?.elements)
    #expect(results.map { $0["Candidates"]?.elements?.count } == [1, 1, 0])
    let ann = try #require(results[0]["Candidates"]?.elements?.first)
    #expect(ann["PersonId"]?.string == "ann")
    #expect(ann["PersonName"]?.string == "Ann")
    #expect(ann["FaceId"]?.string == "1")
    #expect(ann["PersonGroupInfos"]?.elements?.count == 2)
    let poor = try await scene.ask(
      "SearchPersons", #"{"GroupIds":["g1"],"Image":"%0n7%","QualityControl":1}"#
    ).response
    #expect(poor["Results"]?.elements?.first?["RetCode"]?.integerValue == -1601)
    #expect(poor["Results"]?.elements?.first?["Candidates"] == [])
    #expect(poor["PersonNum"]?.integerValue == 2)
  }

  @Test("answer by group in the order asked for")
  func searchByGroup() async throws {
    let scene = await FaceScene.filled()
    let answer = try await scene.ask(
      "SearchPersonsReturnsByGroup", #"{"GroupIds":["g2","g1"],"Image":"%1%","FaceMatchThreshold":50}"#
    ).response
    let groups = try #require(answer["ResultsReturnsByGroup"]?.elements?.first?["GroupCandidates"]?.elements)
    #expect(groups.map { $0["GroupId"]?.string } == ["g2", "g1"])
    #expect(groups[0]["Candidates"] == [])
    #expect(groups[1]["Candidates"]?.elements?.first?["PersonId"]?.string == "bob")
    #expect(answer["PersonNum"]?.integerValue == 2)
  }

  @Test("verify a person", arguments: ["VerifyFace", "VerifyPerson"])
  func verify(action: String) async throws {
    let scene = await FaceScene.filled()
    let same = try await scene.ask(action, #"{"PersonId":"ann","Image":"%0c95%"}"#).response
    #expect(same["IsMatch"] == true)
    let other = try await scene.ask(action, #"{"PersonId":"ann","Image":"%1%"}"#).response
    #expect(other["IsMatch"] == false)
    #expect((other["Score"]?.numberValue ?? 100) < 40)
  }

  @Test("charge a picture without a face, and no other error")
  func metering() async throws {
    let scene = await FaceScene.filled()
    let before = scene.calls.all.count
    await scene.ask("DetectFace", #"{"Image":"%none%"}"#)
    await scene.ask("DetectFace", #"{"Image":"%bad%"}"#)
    await scene.ask("DetectFace", #"{"Image":""}"#)
    await scene.ask("DetectFace", #"{"Image":"%late%"}"#)
    await scene.ask("CreateFace", #"{"PersonId":"ann","Images":["%0%"]}"#)
    await scene.ask("GetGroupList", "{}")
    let calls = scene.calls.all.dropFirst(before)
    #expect(
      calls.map { "\($0.interface) \($0.outcome)" } == [
        "iai.DetectFace answered", "iai.DetectFace rejected", "iai.DetectFace rejected", "iai.DetectFace failed",
        "iai.CreateFace answered", "iai.GetGroupList answered",
      ])
    let shared = scene.calls.all.filter { $0.interface == "iai.CreateFace" }
    #expect(shared.map(\.scenes) == [["CreatePerson"], ["CreatePerson"], ["CreateFace"]])
    #expect(!scene.calls.all.contains { $0.interface == "iai.CreatePerson" })
  }
}

@Suite("Grants and rates of faces", .timeLimit(.minutes(20)))
struct FaceAdmissionTests {
  private static func caller(_ grants: Grants, _ account: Account = Account(id: "a")) -> Caller {
    Caller(account: account, subAccount: "sub", keyID: "AKIDEXAMPLE", grants: grants)
  }

  private let ledger = AccountLedger(rates: AccountRates()) { _ in }

  @Test("need manage to change what is kept", arguments: ["CreateGroup", "CreateFace", "DeletePerson", "CopyPerson"])
  func manage(action: String) {
    #expect(throws: ServiceFailure.self) { try ledger.check(Self.caller([.call]), for: "iai.\(action)") }
    #expect(throws: Never.self) { try ledger.check(Self.caller([.manage]), for: "iai.\(action)") }
  }

  @Test("need call to look and to search", arguments: ["DetectFace", "SearchFaces", "VerifyPerson", "GetPersonList"])
  func call(action: String) {
    #expect(throws: ServiceFailure.self) { try ledger.check(Self.caller([.manage]), for: "iai.\(action)") }
    #expect(throws: Never.self) { try ledger.check(Self.caller([.call]), for: "iai.\(action)") }
  }

  @Test("have a rate for each group of interfaces")
  func rates() throws {
    let caller = Self.caller(.all, Account(id: "a", rates: [.iai: 1]))
    #expect(try ledger.admit(caller, to: "iai.SearchFaces", count: 1) == 1)
    // Another interface of the group.
    #expect(throws: ServiceFailure.self) { try ledger.admit(caller, to: "iai.VerifyFace", count: 1) }
    for action in ["DetectFace", "CompareFace", "AnalyzeFace", "CreateGroup", "CreatePerson", "CreateFace"] {
      #expect(try ledger.admit(caller, to: "iai.\(action)", count: 1) == 1)
    }
  }
}
