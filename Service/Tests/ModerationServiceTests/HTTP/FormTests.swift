import Testing

@testable import ModerationService

@Suite("Forms", .timeLimit(.minutes(20)))
struct FormTests {
  @Test("of a query are decoded, plus and percent")
  func query() throws {
    let parameters = try #require(FormText.parameters(of: "a=1+2&b=%E4%BA%8C&c&d=x%3Dy"))
    #expect(parameters.map(\.name) == ["a", "b", "c", "d"])
    #expect(parameters.map(\.value) == ["1 2", "二", "", "x=y"])
  }

  @Test("with broken escapes are none", arguments: ["a=%", "a=%4", "a=%GG", "a=%FF"])
  func broken(text: String) { #expect(FormText.parameters(of: text) == nil) }

  @Test("with too many parameters are none")
  func many() {
    let text = (0...FormText.maximumParameterCount).map { "k\($0)=v" }.joined(separator: "&")
    #expect(FormText.parameters(of: text) == nil)
  }

  private static let type = "multipart/form-data; boundary=xyz"

  private static func form(_ text: String, type: String = type) throws -> MultipartForm {
    try MultipartForm(Array(text.utf8), contentType: type, repeated: ["image"])
  }

  @Test("of parts keep bytes, names and file names")
  func parts() throws {
    let form = try Self.form(
      "preamble\r\n--xyz\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a \\\"b\\\".png\"\r\n"
        + "Content-Type: image/PNG\r\n\r\n\r\nbytes--xyz\r\n\r\n--xyz\r\ncontent-disposition: form-data; name=policy\r\n\r\nlive"
        + "\r\n--xyz--\r\n")
    #expect(form.parts.map(\.name) == ["image", "policy"])
    #expect(form["image"]?.fileName == "a \"b\".png")
    #expect(form["image"]?.contentType == "image/png")
    #expect(form["image"]?.text == "\r\nbytes--xyz\r\n")
    #expect(form["policy"]?.text == "live")
    #expect(form["policy"]?.fileName == nil)
  }

  @Test(
    "of parts are refused when they are broken",
    arguments: [
      "", "--xyz", "--xyz\r\n", "--xyzw\r\n", "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
      "--xyz\r\n\r\nx\r\n--xyz--", "--xyz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xyz--",
      "--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n2\r\n--xyz--",
      "--xyz\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--xyz--",
      "--xyz\r\nX: " + String(repeating: "y", count: 5_000) + "\r\n\r\nx\r\n--xyz--",
    ])
  func brokenParts(text: String) {
    let failure = #expect(throws: ServiceFailure.self) { try Self.form(text) }
    #expect(failure?.code == "malformedBody")
  }

  @Test(
    "without a boundary are refused",
    arguments: [
      "multipart/form-data", "multipart/form-data; boundary=",
      "multipart/form-data; boundary=\(String(repeating: "b", count: 71))",
    ])
  func boundary(type: String) { #expect(throws: ServiceFailure.self) { try Self.form("--xyz--", type: type) } }

  @Test("may repeat what may be repeated, within their number")
  func repeated() throws {
    let part = "--xyz\r\nContent-Disposition: form-data; name=image\r\n\r\nx\r\n"
    #expect(try Self.form(String(repeating: part, count: 3) + "--xyz--").parts.count == 3)
    #expect(throws: ServiceFailure.self) { try Self.form(String(repeating: part, count: 65) + "--xyz--") }
  }

  @Test("of base64 take line ends and no header")
  func base64() {
    #expect(Base64Picture.bytes(of: "AQID") == [1, 2, 3])
    #expect(Base64Picture.bytes(of: "AQ\r\nID\n") == [1, 2, 3])
    for text in ["AQI", "AQ ID", "data:image/png;base64,AQID", "AQ-D", "A===", "二"] {
      #expect(Base64Picture.bytes(of: text) == nil, Comment(rawValue: text))
    }
    #expect(Base64Picture.bytes(ofDataAddress: "DATA:image/png;base64,AQID") == [1, 2, 3])
    #expect(Base64Picture.bytes(ofDataAddress: "data:image/png,AQID") == nil)
  }
}
