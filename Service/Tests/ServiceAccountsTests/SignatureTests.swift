import Foundation
import ServiceAccounts
import Testing

@Suite("Signatures of real clients", .timeLimit(.minutes(20)))
struct SignatureTests {
  @Test func `recordings of every kind are there`() {
    #expect(RecordedRequest.all("tc3").count == 12)
    #expect(RecordedRequest.all("v1").count == 6)
    #expect(RecordedRequest.all("aws").count == 2)
    #expect(RecordedRequest.all("huawei").count == 3)
  }

  @Test(arguments: RecordedRequest.all)
  func `a request of a real client is accepted`(_ request: RecordedRequest) throws {
    let caller = try request.caller(in: Example.directory())
    #expect(caller.keyID == "AKIDEXAMPLE")
    #expect(caller.account.id == "default")
    #expect(caller.grants == .all)
  }

  @Test(arguments: RecordedRequest.all)
  func `either of two keys signs, and another secret does not`(_ request: RecordedRequest) throws {
    let both = try Example.directory([Example.key("AKIDOTHER", "anotherSecretOf1"), Example.key()])
    #expect(try request.caller(in: both).keyID == "AKIDEXAMPLE")
    let wrong = try Example.directory([Example.key("AKIDEXAMPLE", "secretKeyExamplf")])
    #expect(throws: AuthenticationFailure.self) { try request.caller(in: wrong) }
    #expect(failure(request, in: wrong)?.reason == .mismatch)
    #expect(failure(request, in: wrong)?.tencentCode == "AuthFailure.SignatureFailure")
  }

  @Test(arguments: RecordedRequest.all)
  func `a changed byte of the body fails wherever it stands`(_ request: RecordedRequest) throws {
    let isUnsigned = request.headers.contains { $0[1] == "UNSIGNED-PAYLOAD" }
    let directory = try Example.directory()
    for index in request.body.indices {
      var changed = request
      changed.body[index] ^= 1
      if isUnsigned {
        #expect(failure(changed, in: directory) == nil)
      } else if request.kind == "v1" {
        // A blank may be written `+` or `%20`, and hexadecimal digits in either case: the same value.
        let isSame = form(changed) == form(request)
        #expect((failure(changed, in: directory) == nil) == isSame, "byte \(index)")
      } else {
        #expect(failure(changed, in: directory)?.reason == .mismatch, "byte \(index)")
      }
    }
  }

  @Test(arguments: RecordedRequest.all)
  func `a changed byte of a signed header fails wherever it stands`(_ request: RecordedRequest) throws {
    let directory = try Example.directory()
    var covered = request.signedHeaders.filter { !["x-tc-timestamp"].contains($0) }
    if request.kind == "tc3" { covered.append("x-tc-timestamp") }
    #expect(!covered.isEmpty)
    for name in covered {
      let value = try #require(request.value(name))
      // Who signs the host without its port does not sign the port.
      let isBare = name == "host" && request.name.contains("without port")
      let count = isBare ? value.utf8.prefix { $0 != UInt8(ascii: ":") }.count : value.utf8.count
      for index in 0..<count {
        var bytes = Array(value.utf8)
        bytes[index] ^= 1
        let changed = request.replacing(name, with: String(decoding: bytes, as: UTF8.self))
        #expect(failure(changed, in: directory) != nil, "\(name): \(changed.value(name) ?? "")")
      }
    }
  }

  @Test(arguments: RecordedRequest.all)
  func `another method, path or query fails`(_ request: RecordedRequest) throws {
    let directory = try Example.directory()
    var changed = request
    changed.method = request.method == "GET" ? "POST" : "GET"
    #expect(failure(changed, in: directory) != nil)
    changed = request
    changed.path += "x"
    #expect(failure(changed, in: directory) != nil)
    changed = request
    changed.query += request.query.isEmpty ? "a=1" : "1"
    #expect(failure(changed, in: directory) != nil)
  }

  @Test(arguments: RecordedRequest.all("tc3", "aws", "huawei"))
  func `a changed byte of Authorization fails wherever it stands`(_ request: RecordedRequest) throws {
    let directory = try Example.directory()
    let value = try #require(request.value("Authorization"))
    for index in 0..<value.utf8.count {
      var bytes = Array(value.utf8)
      bytes[index] ^= 1
      let changed = request.replacing("Authorization", with: String(decoding: bytes, as: UTF8.self))
      #expect(failure(changed, in: directory) != nil, "\(changed.value("Authorization") ?? "")")
    }
  }

  @Test(arguments: RecordedRequest.all, [-1, 1])
  func `the clock's difference is allowed to the second`(_ request: RecordedRequest, sign: Int) throws {
    let directory = try Example.directory()
    let allowed = ["tc3", "v1"].contains(request.kind) ? 300 : 900
    let signed = try signingTime(request)
    #expect(failure(request, in: directory, now: signed + sign * allowed) == nil)
    let late = failure(request, in: directory, now: signed + sign * (allowed + 1))
    #expect(late?.reason == .expired)
    #expect(late?.tencentCode == "AuthFailure.SignatureExpire")
    #expect(late?.message.contains("\(allowed + 1) s") == true)
    #expect(late?.message.contains("\(allowed) s are allowed") == true)
  }

  @Test(arguments: RecordedRequest.all)
  func `unknown, revoked and orphaned keys are told before the body is read`(_ request: RecordedRequest) throws {
    let unknown = failure(request, in: try Example.directory([]))
    #expect(unknown?.reason == .unknownKey)
    #expect(unknown?.tencentCode == "AuthFailure.SecretIdNotFound")
    let revoked = failure(request, in: try Example.directory([Example.key(revoked: 1)]))
    #expect(revoked?.reason == .revokedKey)
    #expect(revoked?.tencentCode == "AuthFailure.SecretIdNotFound")
    #expect(failure(request, in: try Example.directory([Example.key(account: "gone")]))?.reason == .unknownKey)
  }

  @Test(arguments: RecordedRequest.all("tc3", "aws", "huawei"))
  func `a header that decides is refused when it comes twice`(_ request: RecordedRequest) throws {
    let directory = try Example.directory()
    for name in request.signedHeaders + ["Authorization", "X-TC-Timestamp", "X-Amz-Date", "X-Sdk-Date"] {
      guard let value = request.value(name) else { continue }
      let failed = failure(request.adding(name, value), in: directory)
      #expect(failed?.reason == .duplicated, "\(name)")
    }
  }

  @Test func `a session token is refused in every dialect`() throws {
    let directory = try Example.directory()
    let tc3 = try #require(RecordedRequest.all("tc3").first).adding("X-TC-Token", "t")
    #expect(failure(tc3, in: directory)?.tencentCode == "AuthFailure.TokenFailure")
    let aws = try #require(RecordedRequest.all("aws").first)
    let withToken = aws.adding("X-Amz-Security-Token", "t").replacing(
      "Authorization",
      with: aws.value("Authorization")?.replacingOccurrences(
        of: "x-amz-target", with: "x-amz-security-token;x-amz-target"))
    #expect(failure(withToken, in: directory)?.reason == .sessionToken)
    let huawei = try #require(RecordedRequest.all("huawei").first).adding("X-Security-Token", "t")
    #expect(failure(huawei, in: directory)?.reason == .sessionToken)
    var v1 = try #require(RecordedRequest.all("v1").first)
    v1.body += Data("&Token=t".utf8)
    #expect(failure(v1, in: directory)?.reason == .sessionToken)
  }

  @Test func `AWS's target is signed or refused`() throws {
    let aws = try #require(RecordedRequest.all("aws").first)
    let bare = aws.replacing(
      "Authorization", with: aws.value("Authorization")?.replacingOccurrences(of: ";x-amz-target", with: ""))
    #expect(failure(bare, in: try Example.directory())?.message == "SignedHeaders must contain x-amz-target")
  }

  func failure(
    _ request: RecordedRequest, in directory: AccountDirectory, now: Int? = nil
  ) -> AuthenticationFailure? {
    do throws(AuthenticationFailure) {
      _ = try request.caller(in: directory, now: now)
      return nil
    } catch {
      return error
    }
  }

  func form(_ request: RecordedRequest) -> [String: String]? {
    guard let form = try? FormParameters(Array(request.body)) else { return nil }
    // The two readings of a name that the Python client mixes.
    return Dictionary(form.pairs.map { ($0.name.replacingOccurrences(of: "_", with: "."), $0.value) }) { $1 }
  }

  func signingTime(_ request: RecordedRequest) throws -> Int {
    if let text = request.value("X-TC-Timestamp") { return try #require(Int(text)) }
    if let text = request.value("X-Amz-Date") ?? request.value("X-Sdk-Date") {
      let format = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().dateSeparator(.omitted)
        .time(includingFractionalSeconds: false).timeSeparator(.omitted)
      return Int(try Date(text.replacingOccurrences(of: "Z", with: ""), strategy: format).timeIntervalSince1970)
    }
    let form = try FormParameters(request.method == "GET" ? Array(request.query.utf8) : Array(request.body))
    return try #require(form["Timestamp"].flatMap { Int($0) })
  }
}
