import ImageFormats

/// Finds the format that the bytes show, whatever name or media type came with them, and refuses what is not accepted.
struct SniffFormat {
  let limits: Limits

  func run(_ bytes: RawSpan, _ facts: inout ImageFacts) throws(InputRejection) -> ImageFormat {
    let accepted = limits.formats.map(\.rawValue).sorted().joined(separator: " ")
    guard let format = ImageFormat.sniff(bytes) else {
      throw InputRejection(
        .formatUnknown, message: "the bytes are those of no known picture format", limit: "formats",
        measured: .text("unknown"), allowed: .text(accepted))
    }
    facts.format = format
    guard limits.formats.contains(format) else {
      throw InputRejection(
        .formatNotAccepted, message: "\(limits.name) does not accept \(format)", limit: "formats",
        measured: .text(format.rawValue), allowed: .text(accepted))
    }
    return format
  }
}
