import ImageModeration
import Testing

@testable import ModerationService

@Suite("Parameters of an action", .timeLimit(.minutes(20)))
struct ActionParametersTests {
  private static let fields = [
    ParameterField("Scenes", .list(.string), isRequired: true), ParameterField("Interval", .integer),
    ParameterField("Extra"),
    ParameterField("User", .structure([ParameterField("UserId"), ParameterField("Age", .unsigned)])),
  ]

  private static func json(_ text: String) throws -> ActionParameters {
    try ActionParameters(try JSONReading.value(of: Array(text.utf8)), fields)
  }

  private static func flat(_ text: String) throws -> ActionParameters {
    try ActionParameters(
      flat: try #require(FormText.parameters(of: text)), ignoring: ["Action"], fields)
  }

  @Test("are the same from JSON and from a form")
  func both() throws {
    for parameters in [
      try Self.json(#"{"Scenes":["PORN","TEXT"],"Interval":5,"User":{"UserId":"u","Age":3},"Extra":null}"#),
      try Self.flat("Action=X&Scenes.1=TEXT&Scenes.0=PORN&Interval=5&User.UserId=u&User.Age=3&Extra="),
    ] {
      #expect(parameters.texts("Scenes") == ["PORN", "TEXT"])
      #expect(parameters.integer("Interval") == 5)
      #expect(parameters.text("Extra") == nil)
    }
  }

  @Test(
    "of JSON that are wrong are named",
    arguments: [
      (#"{}"#, "missingParameter"), (#"{"Scenes":null}"#, "missingParameter"), (#"{"Scenes":"PORN"}"#, "wrongType"),
      (#"{"Scenes":[1]}"#, "wrongType"), (#"{"Scenes":["A"],"Interval":"5"}"#, "wrongType"),
      (#"{"Scenes":["A"],"Interval":1.5}"#, "wrongType"), (#"{"Scenes":["A"],"scenes":1}"#, "unknownParameter"),
      (#"{"Scenes":["A"],"User":{"Nobody":1}}"#, "unknownParameter"),
      (#"{"Scenes":["A"],"User":{"Age":-1}}"#, "wrongType"), (#"{"Scenes":["A"],"User":[]}"#, "wrongType"),
      (#"["Scenes"]"#, "wrongType"),
    ])
  func wrongJSON(text: String, code: String) {
    let failure = #expect(throws: ServiceFailure.self) { try Self.json(text) }
    #expect(failure?.code == code)
  }

  @Test(
    "of a form that are wrong are named",
    arguments: [
      ("Scenes=A", "wrongType"), ("Scenes.1=A", "wrongType"), ("Scenes.0.x=A", "wrongType"),
      ("Scenes.0=A&Scenes.0=B", "wrongType"), ("Scenes.0=A&Interval=x", "wrongType"),
      ("Scenes.0=A&Interval=99999999999999999999", "wrongType"), ("Scenes.0=A&User=x", "wrongType"),
      ("Scenes.0=A&Nothing=1", "unknownParameter"), ("", "missingParameter"),
      ("Scenes.0=A&" + (["a"] + Array(repeating: "b", count: 20)).joined(separator: ".") + "=1", "wrongType"),
    ])
  func wrongForm(text: String, code: String) {
    let failure = #expect(throws: ServiceFailure.self) { try Self.flat(text) }
    #expect(failure?.code == code)
  }

  @Test("of frames are honoured up to five, and the policy's where none are given")
  func sampling() throws {
    let fields = IMSImageModeration(version: "2020-12-29").fields
    func sampling(_ text: String) throws -> [Int]? {
      let parameters = try ActionParameters(flat: try #require(FormText.parameters(of: text)), ignoring: [], fields)
      return try IMSImageModeration.sampling(parameters)?.indices(frameCount: 100)
    }
    #expect(try sampling("DataId=a") == nil)
    #expect(try sampling("Interval=5&MaxFrames=5") == [0, 5, 10, 15, 20])
    #expect(try sampling("Interval=3&MaxFrames=400") == [0, 3, 6, 9, 12])
    #expect(try sampling("Interval=0&MaxFrames=1") == [0])
    #expect(try sampling("MaxFrames=2") == [0, 5])
    #expect(try sampling("Interval=2") == [0, 2, 4, 6, 8])
    #expect(throws: ServiceFailure.self) { try sampling("Interval=-1") }
    #expect(throws: ServiceFailure.self) { try sampling("MaxFrames=0") }
  }
}
