import ModerationCore
import Testing

@Suite("Limits", .timeLimit(.minutes(20)))
struct LimitsTests {
  struct SizeCase: Sendable, CustomTestStringConvertible {
    let profile: Limits
    let width: Int
    let height: Int
    let code: RejectionCode?
    var testDescription: String { "\(profile.name) \(width)x\(height)" }
  }

  @Test(
    "sides, aspect and budget have their documented boundaries",
    arguments: [
      SizeCase(profile: .ims20201229, width: 50, height: 300, code: .sideTooSmall),
      SizeCase(profile: .ims20201229, width: 300, height: 50, code: .sideTooSmall),
      SizeCase(profile: .ims20201229, width: 51, height: 51, code: nil),
      SizeCase(profile: .ims20201229, width: 9999, height: 9999, code: nil),
      SizeCase(profile: .ims20201229, width: 10000, height: 9999, code: .sideTooLarge),
      SizeCase(profile: .ims20201229, width: 51, height: 4589, code: nil),
      SizeCase(profile: .ims20201229, width: 51, height: 4590, code: .aspectRatioTooLarge),
      SizeCase(profile: .ims20201229, width: 4591, height: 51, code: .aspectRatioTooLarge),
      SizeCase(profile: .ims20201229, width: 0, height: 0, code: .sideTooSmall),
      SizeCase(profile: .ims20201229, width: -5, height: 100, code: .sideTooSmall),
      SizeCase(profile: .tiia20190529, width: 50, height: 5000, code: nil),
      SizeCase(profile: .tiia20190529, width: 0, height: 10, code: .pixelBudgetExceeded),
      SizeCase(profile: .tiia20190529, width: 10001, height: 10000, code: .pixelBudgetExceeded),
      SizeCase(profile: .tiia20190529, width: .max, height: .max, code: .pixelBudgetExceeded),
    ])
  func sizeBoundaries(_ example: SizeCase) {
    let size = PixelSize(width: example.width, height: example.height)
    #expect(rejection { () throws(InputRejection) in try example.profile.size.check(size) }?.code == example.code)
  }

  @Test("the order of checks is sides too small, sides too large, aspect")
  func order() {
    let limits = Limits.ims20201229.size
    #expect(limits.violation(by: PixelSize(width: 50, height: 20000))?.code == .sideTooSmall)
    #expect(limits.violation(by: PixelSize(width: 51, height: 20000))?.code == .sideTooLarge)
    #expect(limits.violation(by: PixelSize(width: 51, height: 9999))?.code == .aspectRatioTooLarge)
  }

  @Test("a refusal carries the limit, the measured and the allowed value")
  func values() throws {
    let rejection = try #require(Limits.ims20201229.size.violation(by: PixelSize(width: 400, height: 50)))
    #expect(rejection.limit == "minimumSidePixels")
    #expect(rejection.measured == .count(50))
    #expect(rejection.allowed == .count(51))
  }

  struct ByteCase: Sendable {
    let profile: Limits
    let byteCount: Int
    let origin: ImageOrigin
    let code: RejectionCode?
  }

  @Test(
    "byte limits depend on how the image came",
    arguments: [
      ByteCase(profile: .ims20201229, byteCount: 15, origin: .local, code: .byteCountTooSmall),
      ByteCase(profile: .ims20201229, byteCount: 16, origin: .local, code: nil),
      ByteCase(profile: .ims20201229, byteCount: 31_457_279, origin: .fetched, code: nil),
      ByteCase(profile: .ims20201229, byteCount: 31_457_280, origin: .fetched, code: .byteCountTooLarge),
      ByteCase(profile: .ims20201229, byteCount: 31_457_280, origin: .local, code: .byteCountTooLarge),
      ByteCase(profile: .ims20201229, byteCount: 99, origin: .inline(base64Length: 10_485_759), code: nil),
      ByteCase(
        profile: .ims20201229, byteCount: 99, origin: .inline(base64Length: 10_485_760), code: .byteCountTooLarge),
      ByteCase(profile: .tiia20190529, byteCount: 0, origin: .local, code: nil),
      ByteCase(profile: .tiia20190529, byteCount: 3_145_728, origin: .local, code: nil),
      ByteCase(profile: .tiia20190529, byteCount: 3_145_729, origin: .local, code: .byteCountTooLarge),
      ByteCase(profile: .tiia20190529, byteCount: 99, origin: .inline(base64Length: 4_194_304), code: nil),
      ByteCase(
        profile: .tiia20190529, byteCount: 99, origin: .inline(base64Length: 4_194_305), code: .byteCountTooLarge),
    ])
  func byteBoundaries(_ example: ByteCase) {
    let rejected = rejection { () throws(InputRejection) in
      try example.profile.checkByteCount(example.byteCount, from: example.origin)
    }
    #expect(rejected?.code == example.code)
  }

  @Test("the local limits of TIIA are the base64 limits in bytes")
  func base64() {
    let limits = Limits.tiia20190529
    func base64Length(_ byteCount: Int) -> Int { (byteCount + 2) / 3 * 4 }
    #expect(base64Length(limits.maximumFileBytes) == limits.maximumBase64Characters)
    #expect(base64Length(limits.maximumFileBytes + 1) > limits.maximumBase64Characters)
    #expect(limits.maximumFileBytesByScene[.text].map(base64Length) == 3_145_728)
  }

  @Test("every code that a profile can raise has a documented twin")
  func profileCodes() {
    let always: [RejectionCode] = [
      .byteCountTooLarge, .formatUnknown, .formatNotAccepted, .formatNotDecodable, .headerUnreadable,
      .pixelBudgetExceeded, .decodingFailed,
    ]
    for profile in Limits.profiles {
      let sizes: [RejectionCode] = profile.size.isAdvisory ? [] : [.sideTooSmall, .sideTooLarge, .aspectRatioTooLarge]
      for code in always + sizes { #expect(profile.profileCodes[code] != nil, "\(profile.name) \(code)") }
    }
  }
}

/// The rejection that a call throws, or nil.
func rejection(_ body: () throws(InputRejection) -> Void) -> InputRejection? {
  do {
    try body()
    return nil
  } catch {
    return error
  }
}
