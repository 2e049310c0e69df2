import ArgumentParser
import ImageModeration

/// Which frames to look at, as the command line names it.
struct FramesRule: ExpressibleByArgument {
  let sampling: FrameSampling
  /// The rule as it was given.
  let text: String

  init?(argument: String) {
    text = argument
    switch argument {
    case "standard": sampling = .standard
    case "documented": sampling = .documented
    default:
      guard let count = Int(argument), (1...FrameSampling.maximumFrameCount).contains(count) else { return nil }
      sampling = .spread(count)
    }
  }
}
