import CModerationABI
import ModerationCore

extension ABIReader {
  /// The most places, words and facts of one finding.
  static let maximumPartCount = 4096

  /// A finding as a plugin reported it. Whether labels, scores and boxes are right is judged where all findings are.
  mutating func finding(_ finding: moderation_finding) throws(BrokenRule) -> Finding {
    var result = Finding(label: Label(rawValue: try text(finding.label, "label")), score: finding.score)
    result.subLabel = try optionalText(finding.sub_label, "sub_label").map(SubLabel.init(rawValue:))
    for place in try array(finding.locations, finding.location_count, atMost: Self.maximumPartCount, "locations") {
      let box = PixelRectangle(x: place.box.x, y: place.box.y, width: place.box.width, height: place.box.height)
      result.locations.append(.init(frameIndex: Int(place.frame_index), box: box))
    }
    result.text = try optionalText(finding.text, "text")
    for keyword in try array(finding.keywords, finding.keyword_count, atMost: Self.maximumPartCount, "keywords") {
      result.keywords.append(try text(keyword, "keyword"))
    }
    result.list = try optionalText(finding.list, "list")
    for candidate in try array(finding.candidates, finding.candidate_count, atMost: 64, "candidates") {
      result.candidates.append(
        .init(name: try text(candidate.name, "name"), group: try text(candidate.group, "group"), score: candidate.score)
      )
    }
    for detail in try array(finding.details, finding.detail_count, atMost: 64, "details") {
      let name = try text(detail.name, "detail name")
      guard result.details.updateValue(try text(detail.value, name), forKey: name) == nil else {
        throw BrokenRule("the detail \(name) is given twice")
      }
    }
    return result
  }
}
