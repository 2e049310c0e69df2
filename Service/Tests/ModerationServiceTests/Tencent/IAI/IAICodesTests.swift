import ImageFetching
import ImageModeration
import Testing

@testable import ModerationService

@Suite("IAI's codes", .timeLimit(.minutes(20)))
struct IAICodesTests {
  @Test("are documented ones for every failure", arguments: TencentCodesTests.failures)
  func documented(failure: NamedFailure) {
    let code = TencentCodes.iai.code(of: failure.failure)
    #expect(DocumentedCodes.iai.contains(code), "\(code)")
  }

  @Test("are documented ones for every refusal", arguments: IAICode.allCases)
  func documented(code: IAICode) {
    #expect(DocumentedCodes.iai.contains(code.rawValue))
    #expect(TencentCodes.iai.code(of: ServiceFailure(.iai(code), "")) == code.rawValue)
  }

  private static let long = String(repeating: "a", count: 65)
  private static let name61 = String(repeating: "名", count: 61)
  private static let value = "InvalidParameterValue."
  private static let failed = "FailedOperation."

  /// Row by row what is wrong with a call, and the documented code: action, body, code.
  static let rows: [(String, String, String)] = groupRows + personRows + faceRows + searchRows

  private static let groupRows: [(String, String, String)] = [
    ("CreateGroup", #"{"GroupName":"x"}"#, "MissingParameter"),
    ("CreateGroup", #"{"GroupName":"","GroupId":"x"}"#, "MissingParameter.ErrorParameterEmpty"),
    ("CreateGroup", #"{"GroupName":"x","GroupId":"g1"}"#, value + "GroupIdAlreadyExist"),
    ("CreateGroup", #"{"GroupName":"one","GroupId":"x"}"#, value + "GroupNameAlreadyExist"),
    ("CreateGroup", #"{"GroupName":"x","GroupId":"a b"}"#, value + "GroupIdIllegal"),
    ("CreateGroup", #"{"GroupName":"x","GroupId":"ａ"}"#, value + "GroupIdIllegal"),
    ("CreateGroup", "{\"GroupName\":\"x\",\"GroupId\":\"\(long)\"}", value + "GroupIdTooLong"),
    ("CreateGroup", "{\"GroupName\":\"\(name61)\",\"GroupId\":\"x\"}", value + "GroupNameTooLong"),
    ("CreateGroup", #"{"GroupName":"a\nb","GroupId":"x"}"#, value + "GroupNameIllegal"),
    ("CreateGroup", "{\"GroupName\":\"x\",\"GroupId\":\"x\",\"Tag\":\"\(name61)\"}", value + "GroupTagTooLong"),
    ("CreateGroup", #"{"GroupName":"x","GroupId":"x","Tag":"\u0007"}"#, value + "GroupTagIllegal"),
    (
      "CreateGroup", #"{"GroupName":"x","GroupId":"x","GroupExDescriptions":["1","2","3","4","5","6"]}"#,
      value + "GroupExDescriptionsExceed"
    ),
    (
      "CreateGroup", #"{"GroupName":"x","GroupId":"x","GroupExDescriptions":["1","1"]}"#,
      value + "GroupExDescriptionsNameIdentical"
    ),
    (
      "CreateGroup", #"{"GroupName":"x","GroupId":"x","GroupExDescriptions":[""]}"#,
      value + "GroupExDescriptionsNameIllegal"
    ),
    (
      "CreateGroup", "{\"GroupName\":\"x\",\"GroupId\":\"x\",\"GroupExDescriptions\":[\"\(name61)\"]}",
      value + "GroupExDescriptionsNameTooLong"
    ),
    (
      "CreateGroup", #"{"GroupName":"x","GroupId":"x","FaceModelVersion":"2.0"}"#,
      value + "FaceModelVersionIllegal"
    ),
    ("GetGroupInfo", #"{"GroupId":"nobody"}"#, value + "GroupIdNotExist"),
    ("DeleteGroup", #"{"GroupId":"nobody"}"#, value + "GroupIdNotExist"),
    ("GetGroupList", #"{"Limit":1001}"#, value + "LimitExceed"),
    ("GetGroupList", #"{"Limit":0}"#, value + "LimitExceed"),
    ("GetGroupList", #"{"Offset":4}"#, value + "OffsetExceed"),
    ("GetGroupList", #"{"Offset":-1}"#, "InvalidParameter"),
    ("GetGroupList", #"{"Offset":9223372036854775807}"#, value + "OffsetExceed"),
    (
      "ModifyGroup",
      #"{"GroupId":"g1","GroupExDescriptionInfos":[{"GroupExDescriptionIndex":4,"GroupExDescription":"x"}]}"#,
      value + "GroupExDescriptionsExceed"
    ),
    (
      "ModifyGroup",
      #"{"GroupId":"g1","GroupExDescriptionInfos":[{"GroupExDescriptionIndex":0,"GroupExDescription":"tel"}]}"#,
      failed + "DuplicatedGroupDescription"
    ),
  ]

  private static let personRows: [(String, String, String)] = {
    func person(_ more: String, id: String = "new", group: String = "g1") -> String {
      "{\"GroupId\":\"\(group)\",\"PersonId\":\"\(id)\",\"PersonName\":\"N\",\"Image\":\"%2%\"\(more)}"
    }
    func fields(_ count: Int) -> String {
      (0..<count).map { "{\"PersonExDescriptionIndex\":\($0),\"PersonExDescription\":\"x\"}" }.joined(separator: ",")
    }
    return [
      ("CreatePerson", person("", id: "ann"), value + "PersonIdAlreadyExist"),
      ("CreatePerson", person("", group: "nobody"), value + "GroupIdNotExist"),
      ("CreatePerson", person("", id: "a b"), value + "PersonIdIllegal"),
      ("CreatePerson", person("", id: long), value + "PersonIdTooLong"),
      ("CreatePerson", person(#","Gender":3"#), value + "PersonGenderIllegal"),
      ("CreatePerson", person(#","QualityControl":5"#), value + "QualityControlIllegal"),
      ("CreatePerson", person(#","UniquePersonControl":5"#), value + "UniquePersonControlIllegal"),
      (
        "CreatePerson", person(",\"PersonExDescriptionInfos\":[\(fields(6))]"), value + "PersonExDescriptionInfosExceed"
      ),
      (
        "CreatePerson", person(",\"PersonExDescriptionInfos\":[\(fields(3))]"), value + "PersonExDescriptionInfosExceed"
      ),
      (
        "CreatePerson", person(",\"PersonExDescriptionInfos\":[\(fields(1)),\(fields(1))]"),
        value + "PersonExDescriptionsNameIdentical"
      ),
      (
        "CreatePerson", #"{"GroupId":"g1","PersonId":"x","PersonName":"N"}"#, value + "ImageEmpty"
      ),
      (
        "CreatePerson", "{\"GroupId\":\"g1\",\"PersonId\":\"x\",\"PersonName\":\"\(name61)\",\"Image\":\"%2%\"}",
        value + "PersonNameTooLong"
      ),
      (
        "CreatePerson", #"{"GroupId":"g1","PersonId":"x","PersonName":"N","Image":"%none%"}"#,
        value + "NoFaceInPhoto"
      ),
      (
        "CreatePerson", #"{"GroupId":"g1","PersonId":"x","PersonName":"N","Image":"%2n9%","QualityControl":3}"#,
        failed + "FaceQualityNotQualified"
      ),
      (
        "CreatePerson", #"{"GroupId":"g1","PersonId":"x","PersonName":"N","Image":"%bad%"}"#,
        failed + "ImageDecodeFailed"
      ),
      (
        "CreatePerson", #"{"GroupId":"g1","PersonId":"x","PersonName":"N","Image":"%2%","Url":"ftp://a.example/b"}"#,
        value + "UrlIllegal"
      ),
      ("DeletePerson", #"{"PersonId":"nobody"}"#, value + "PersonIdNotExist"),
      ("DeletePersonFromGroup", #"{"PersonId":"bob","GroupId":"g2"}"#, failed + "GroupPersonMapNotExist"),
      ("CopyPerson", #"{"PersonId":"ann","GroupIds":["g2"]}"#, value + "PersonExistInGroup"),
      ("CopyPerson", #"{"PersonId":"ann","GroupIds":[]}"#, "MissingParameter.ErrorParameterEmpty"),
      ("GetPersonList", #"{"GroupId":"g1","Offset":3}"#, value + "OffsetExceed"),
      ("GetPersonGroupInfo", #"{"PersonId":"ann","Limit":101}"#, value + "LimitExceed"),
      ("GetPersonBaseInfo", #"{"PersonId":"nobody"}"#, value + "PersonIdNotExist"),
      ("ModifyPersonBaseInfo", #"{"PersonId":"ann","Gender":-1}"#, value + "PersonGenderIllegal"),
      (
        "ModifyPersonGroupInfo", #"{"PersonId":"ann","GroupId":"g1","PersonExDescriptionInfos":[]}"#,
        "MissingParameter.ErrorParameterEmpty"
      ),
      (
        "ModifyPersonGroupInfo",
        #"{"PersonId":"bob","GroupId":"g2","PersonExDescriptionInfos":[{"PersonExDescriptionIndex":0}]}"#,
        value + "PersonExDescriptionInfosExceed"
      ),
    ]
  }()

  private static let faceRows: [(String, String, String)] = [
    ("CreateFace", #"{"PersonId":"ann","Images":["%0%","%0%","%0%","%0%","%0%"]}"#, value + "UploadFaceNumExceed"),
    ("CreateFace", #"{"PersonId":"nobody","Images":["%0%"]}"#, value + "PersonIdNotExist"),
    ("CreateFace", #"{"PersonId":"ann"}"#, value + "ImageEmpty"),
    (
      "CreateFace", #"{"PersonId":"ann","Images":["%0%"],"FaceMatchThreshold":101}"#,
      value + "FaceMatchThresholdIllegal"
    ),
    ("CreateFace", #"{"PersonId":"ann","Images":["%late%"]}"#, failed + "RequestTimeout"),
    ("DeleteFace", #"{"PersonId":"ann","FaceIds":["1"]}"#, value + "DeleteFaceNumExceed"),
    ("DeleteFace", #"{"PersonId":"ann","FaceIds":[]}"#, "MissingParameter.ErrorParameterEmpty"),
    ("DetectFace", #"{"Image":"%0s33%"}"#, value + "NoFaceInPhoto"),
    ("DetectFace", #"{"Image":"%0%","MaxFaceNum":121}"#, "LimitExceeded.ErrorFaceNumExceed"),
    ("DetectFace", #"{"Image":"%0%","MaxFaceNum":0}"#, "LimitExceeded.ErrorFaceNumExceed"),
    ("DetectFace", #"{"Image":"%0%","MinFaceSize":33}"#, "InvalidParameter.InvalidParameter"),
    ("DetectFace", #"{"Image":"%0%","FaceModelVersion":"2.0"}"#, value + "FaceModelVersionIllegal"),
    ("DetectFace", #"{"Image":"!"}"#, failed + "ImageDecodeFailed"),
    ("DetectFace", #"{"Image":"%wide%"}"#, failed + "ImageResolutionExceed"),
    ("AnalyzeFace", #"{"Image":"%0%","Mode":2}"#, "InvalidParameter.InvalidParameter"),
    ("CompareFace", #"{"ImageA":"%0%"}"#, value + "ImageEmpty"),
    ("CompareFace", #"{"ImageA":"%0%","ImageB":"%none%"}"#, value + "NoFaceInPhoto"),
    ("CompareMaskFace", #"{"ImageA":"%0%","ImageB":"%0%"}"#, "UnsupportedOperation"),
    ("DetectLiveFace", #"{"Image":"%0%"}"#, "UnsupportedOperation"),
    ("DetectFaceAttributes", #"{"Image":"%0%","FaceAttributesType":"Age"}"#, "UnsupportedOperation"),
    ("UpgradeGroupFaceModelVersion", #"{"GroupId":"g1","FaceModelVersion":"3.0"}"#, "UnsupportedOperation"),
    ("DrawFace", "{}", "InvalidAction"),
  ]

  private static let searchRows: [(String, String, String)] = {
    let groups101 = (0..<101).map { "\"g\($0)\"" }.joined(separator: ",")
    let groups61 = (0..<61).map { "\"g\($0)\"" }.joined(separator: ",")
    return [
      ("SearchFaces", "{\"GroupIds\":[\(groups101)],\"Image\":\"%0%\"}", value + "GroupIdsExceed"),
      ("SearchFacesReturnsByGroup", "{\"GroupIds\":[\(groups61)],\"Image\":\"%0%\"}", value + "GroupIdsExceed"),
      ("SearchFaces", #"{"GroupIds":["g1","nobody"],"Image":"%0%"}"#, value + "GroupIdNotExist"),
      ("SearchFaces", #"{"GroupIds":["g1"],"Image":"%0%","MaxFaceNum":11}"#, failed + "SearchFacesExceed"),
      ("SearchFaces", #"{"GroupIds":["g1"],"Image":"%0%","MaxPersonNum":101}"#, value + "SearchPersonsExceed"),
      (
        "SearchPersonsReturnsByGroup", #"{"GroupIds":["g1"],"Image":"%0%","MaxPersonNumPerGroup":11}"#,
        value + "SearchPersonsExceed"
      ),
      ("SearchFaces", #"{"GroupIds":["g1"],"Image":"%0%","MinFaceSize":4001}"#, "InvalidParameter.InvalidParameter"),
      ("SearchPersons", #"{"GroupIds":["g1"],"Image":"%0s40%","MinFaceSize":80}"#, failed + "FaceSizeTooSmall"),
      ("SearchPersons", #"{"GroupIds":["g1"],"Image":"%none%"}"#, value + "NoFaceInPhoto"),
      ("SearchFaces", #"{"GroupIds":["g3"],"Image":"%0%"}"#, value + "NoFaceInGroups"),
      (
        "SearchFaces", #"{"GroupIds":["g1"],"Image":"%0%","FaceMatchThreshold":-1}"#,
        value + "FaceMatchThresholdIllegal"
      ),
      ("SearchFaces", #"{"GroupIds":["g1"],"Image":"%0%","FaceMatchThreshold":"x"}"#, "InvalidParameter"),
      ("VerifyFace", #"{"PersonId":"nobody","Image":"%0%"}"#, value + "PersonIdNotExist"),
      ("VerifyPerson", #"{"PersonId":"ann","Image":"%0n7%","QualityControl":1}"#, failed + "FaceQualityNotQualified"),
    ]
  }()

  @Test("are those of the documents", arguments: rows)
  func row(action: String, body: String, code: String) async {
    let scene = await FaceScene.filled()
    await scene.ask("CreateGroup", #"{"GroupId":"g3","GroupName":"empty"}"#)
    let answer = await scene.ask(action, body)
    #expect(answer.tencentCode == code)
    #expect(answer.status == 200)
  }

  @Test("say that a store is to be set where there is none", arguments: ["CreateGroup", "SearchFaces", "GetGroupList"])
  func noStore(action: String) async throws {
    let bodies = [
      "CreateGroup": #"{"GroupId":"g","GroupName":"n"}"#, "SearchFaces": #"{"GroupIds":["g"],"Image":"%0%"}"#,
      "GetGroupList": "{}",
    ]
    let answer = await FaceScene(hasStore: false).ask(action, try #require(bodies[action]))
    #expect(answer.tencentCode == "UnsupportedOperation")
    #expect(try answer.response["Error"]?["Message"]?.string?.contains("`store`") == true)
  }
}
