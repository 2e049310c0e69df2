import ImageModeration
import Testing

@testable import ModerationService

@Suite("OpenAI's moderations", .timeLimit(.minutes(20)))
struct OpenAIDialectTests {
  private static let spoken = SpokenDialect.openAI

  private func result(_ answer: ServiceAnswer) throws -> JSONValue {
    try #require(try answer.json["results"]?.elements?.first)
  }

  /// The categories that are true.
  private func categories(_ answer: ServiceAnswer) throws -> Set<String> {
    guard case .object(let members)? = try result(answer)["categories"] else { return [] }
    return Set(members.filter { $0.value == true }.map(\.name))
  }

  @Test(
    "all 13 categories stand in all three objects, and the model is not OpenAI's",
    arguments: [Sample.clean, .porn, .gore, .custom])
  func shape(sample: Sample) async throws {
    let answer = await Self.spoken.ask(FixedJudge(sample))
    #expect(answer.status == 200)
    #expect(answer.contentType == "application/json")
    let json = try answer.json
    #expect(json.memberNames == ["id", "model", "results"])
    #expect(json["id"]?.string?.hasPrefix("modr-") == true)
    #expect(json["model"] == "swift-image-moderation")
    let result = try result(answer)
    #expect(result.memberNames == ["flagged", "categories", "category_scores", "category_applied_input_types"])
    for name in ["categories", "category_scores", "category_applied_input_types"] {
      #expect(result[name]?.memberNames == Set(OpenAICategories.names))
    }
    #expect(OpenAICategories.names.count == 13)
  }

  @Test(
    "labels are told as the categories that say the same",
    arguments: [
      (Sample.porn, ["sexual"]), (.doubtfulPorn, ["sexual"]), (.suggestive, ["sexual"]),
      (.firearm, ["violence"]), (.gore, ["violence", "violence/graphic"]), (.abuse, ["harassment"]),
      (.pornWord, ["sexual"]), (.qrCode, []), (.politician, []), (.custom, []), (.pluginLabel, []),
    ])
  func mapping(sample: Sample, names: [String]) async throws {
    let answer = await Self.spoken.ask(FixedJudge(sample))
    #expect(try categories(answer) == Set(names))
    #expect(try result(answer)["flagged"] == true)
    for name in names {
      #expect(try result(answer)["category_scores"]?[name]?.numberValue == sample.found.first?.score)
    }
  }

  @Test("only what was looked at has image among its input types")
  func appliedTypes() async throws {
    let answer = await Self.spoken.ask(FixedJudge(.clean))
    let types = try #require(try result(answer)["category_applied_input_types"])
    for name in OpenAICategories.names {
      let expected: JSONValue = ["sexual", "violence", "violence/graphic"].contains(name) ? ["image"] : []
      #expect(types[name] == expected, "\(name)")
    }
  }

  @Test("a scene with a gap, a scene that was not asked for, and gore without a detector have none")
  func appliedTypesOfWhatWasNotLookedAt() async throws {
    let gap = await Self.spoken.ask(FixedJudge(.gapBesideFirearm))
    #expect(try result(gap)["category_applied_input_types"]?["sexual"] == [])
    let pornAlone = await Self.spoken.ask(FixedJudge(.success(Sample.judged([], scenes: [.porn]))))
    #expect(try result(pornAlone)["category_applied_input_types"]?["violence"] == [])
    let noGore = await Self.spoken.ask(FixedJudge(.success(Sample.judged([], notCovered: [.terror: [.gore]]))))
    #expect(try result(noGore)["category_applied_input_types"]?["violence"] == ["image"])
    #expect(try result(noGore)["category_applied_input_types"]?["violence/graphic"] == [])
  }

  @Test("abuse was read, not seen: its input type is text")
  func textTypes() async throws {
    let answer = await Self.spoken.ask(FixedJudge(.abuse))
    #expect(try result(answer)["category_applied_input_types"]?["harassment"] == ["text"])
  }

  @Test("REVIEW, gaps and what has no category are errors where the configuration says so")
  func errors() async throws {
    var options = DialectOptions()
    options.review = .error
    options.unmappedFindings = .error
    let review = await Self.spoken.ask(FixedJudge(.doubtfulPorn), options)
    #expect(review.status == 422)
    #expect(try review.json["error"]?["code"] == "review_needed")
    #expect(review.outcome == "REVIEW")
    let unmapped = await Self.spoken.ask(FixedJudge(.qrCode), options)
    #expect(unmapped.status == 422)
    #expect(try unmapped.json["error"]?["code"] == "not_representable")
    #expect(try unmapped.json["error"]?["message"]?.string?.contains("Ad/QRCode") == true)
    let gap = await Self.spoken.ask(FixedJudge(.gap))
    #expect(gap.status == 422)
    #expect(try gap.json["error"]?["code"] == "not_evaluated")
    #expect(try gap.json["error"]?["message"]?.string?.contains("porn (unseen)") == true)
    options.gap = .flag
    let flagged = await Self.spoken.ask(FixedJudge(.gap), options)
    #expect(try result(flagged)["flagged"] == true)
    #expect(try categories(flagged).isEmpty)
  }

  @Test(
    "an address is fetched, redirects and all",
    arguments: ["https://img.example/a.png", "http://img.example/a.png"])
  func addresses(address: String) async throws {
    let judge = FixedJudge(.clean)
    let body = #"{"input":[{"type":"image_url","image_url":{"url":"\#(address)"}}]}"#
    _ = await Self.spoken.ask(judge, body: Array(body.utf8))
    guard case .address(let asked, let follows)? = judge.questions.first?.picture else {
      Issue.record("no address was asked for")
      return
    }
    #expect(asked == address)
    #expect(follows)
  }

  @Test(
    "texts are never judged in silence",
    arguments: [
      (#"{"input":"hello"}"#, "unsupported"), (#"{"input":["a","b"]}"#, "unsupported"),
      (#"{"input":[{"type":"text","text":"a"}]}"#, "unsupported"),
      (
        #"{"input":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://img.example/a"}}]}"#,
        "unsupported"
      ),
    ])
  func texts(body: String, code: String) async throws {
    let judge = FixedJudge(.clean)
    let answer = await Self.spoken.ask(judge, body: Array(body.utf8))
    #expect(answer.status == 400)
    #expect(try answer.json["error"]?["code"]?.string == code)
    #expect(judge.questions.isEmpty)
  }

  @Test("a text beside a picture is passed over by choice, never a text alone")
  func ignoredTexts() async throws {
    var options = DialectOptions()
    options.ignoresText = true
    let both =
      #"{"input":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://img.example/a"}}]}"#
    let answer = await Self.spoken.ask(FixedJudge(.clean), options, body: Array(both.utf8))
    #expect(answer.status == 200)
    let alone = await Self.spoken.ask(FixedJudge(.clean), options, body: Array(#"{"input":"hello"}"#.utf8))
    #expect(alone.status == 400)
  }

  @Test(
    "what cannot be read is refused with the field's name",
    arguments: [
      (#"{"input":[]}"#, "no_image", "input"),
      (#"{"model":"omni-moderation-latest"}"#, "missing_required_parameter", "input"),
      (#"{"input":null}"#, "missing_required_parameter", "input"),
      (#"{"input":[{"type":"audio"}]}"#, "invalid_value", "input"),
      (#"{"input":[{"type":"image_url","image_url":{}}]}"#, "no_image", "input"),
      (#"{"input":[{"type":"image_url"}]}"#, "invalid_type", "image_url"),
      (#"{"input":[{"type":"image_url","image_url":{"url":7}}]}"#, "invalid_type", "url"),
      (#"{"input":[7]}"#, "invalid_type", "an element of input"),
      (#"{"input":"a","user":"x"}"#, "unknown_parameter", "user"),
      (#"{"input":"a","model":"text-moderation-latest"}"#, "model_not_found", "model"),
      (#"{"input":"a","model":7}"#, "invalid_type", "model"),
      (
        #"{"input":[{"type":"image_url","image_url":{"url":"data:image/png;base64,***"}}]}"#, "invalid_base64",
        "image_url.url"
      ),
      (
        #"{"input":[{"type":"image_url","image_url":{"url":"data:image/png,abc"}}]}"#, "invalid_base64", "image_url.url"
      ),
      (#"{"input":[{"type":"image_url","image_url":{"url":"data:image/png;base64,"}}]}"#, "no_image", "input"),
      (
        #"{"input":[{"type":"image_url","image_url":{"url":"https://a.example/1"}},{"type":"image_url","image_url":{"url":"https://a.example/2"}}]}"#,
        "too_many_images", "input"
      ),
    ])
  func refused(body: String, code: String, parameter: String) async throws {
    let judge = FixedJudge(.clean)
    let answer = await Self.spoken.ask(judge, body: Array(body.utf8))
    #expect(answer.status == 400)
    let error = try #require(try answer.json["error"])
    #expect(error.memberNames == ["message", "type", "param", "code"])
    #expect(error["code"]?.string == code)
    #expect(error["param"]?.string == parameter)
    #expect(error["type"] == "invalid_request_error")
    #expect(judge.questions.isEmpty)
  }

  @Test("a picture over 20 MB is refused with both numbers")
  func tooLarge() async throws {
    let text = String(repeating: "AAAA", count: OpenAIDialect.maximumImageBytes / 3 + 1)
    let body = #"{"input":[{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(text)"}}]}"#
    let answer = await Self.spoken.ask(FixedJudge(.clean), body: Array(body.utf8))
    #expect(answer.status == 400)
    let message = try #require(try answer.json["error"]?["message"]?.string)
    #expect(message.contains("20971521") && message.contains("20971520"))
  }

  @Test("a body with input is OpenAI's, one with image is ours")
  func asks() throws {
    #expect(OpenAIDialect.asks(try JSONReading.value(of: Self.spoken.body)))
    #expect(!OpenAIDialect.asks(try JSONReading.value(of: Array(#"{"image":{"url":"x"}}"#.utf8))))
  }
}
