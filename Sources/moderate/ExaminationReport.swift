import ImageFormats
import ImageModeration

/// An examination for people: the file on a line, then what its header says, what limits make of it, what it would
/// cost.
struct ExaminationReport {
  private let lines = PlainReport(verbose: true)

  func text(_ examination: ImageExamination, source: String) -> String {
    var text = [Printable.text(source), lines.detail("image", facts(examination))]
    text += examination.answers.map { lines.detail($0.limits, answer($0), width: 15) }
    if let cost = examination.answers.lazy.compactMap(\.cost).first {
      let mebibytes = Int((Double(cost.memoryBytes) / 1_048_576).rounded(.up))
      let milliseconds = Int((cost.cpu / .milliseconds(1)).rounded(.up))
      text.append(lines.detail("decoding", "about \(mebibytes) MiB, \(milliseconds) ms of CPU time"))
    }
    return text.joined(separator: "\n") + "\n"
  }

  private func facts(_ examination: ImageExamination) -> String {
    let image = examination.image
    var facts: [String] = []
    if let format = image.format?.rawValue {
      facts.append([format, image.size?.description].compactMap(\.self).joined(separator: " "))
    }
    facts.append("\(image.byteCount) bytes")
    guard let header = examination.header else { return facts.joined(separator: ", ") }
    if header.frameCount > 1 { facts.append("\(header.frameCount) frames (\(header.frameKind.rawValue))") }
    if let channels = header.channelCount { facts.append("\(channels) × \(header.bitsPerChannel) bits") }
    if header.isProgressive { facts.append("in several passes") }
    if header.hasAlpha { facts.append("alpha") }
    if header.hasColorProfile { facts.append("colour profile") }
    if header.orientation != 1 { facts.append("stored \(header.codedSize) in orientation \(header.orientation)") }
    if header.hasStillBesideFrames { facts.append("a still beside the frames") }
    return facts.joined(separator: ", ")
  }

  private func answer(_ answer: ImageExamination.Answer) -> String {
    if let rejection = answer.rejection { return "refused: \(lines.sentence(rejection))" }
    let advice = answer.advisories.map { ", advice: " + lines.sentence($0) }.joined()
    return "accepted, frames \(answer.sampledFrames.map(String.init).joined(separator: " "))\(advice)"
  }
}
