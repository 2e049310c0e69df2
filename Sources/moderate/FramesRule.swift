import ArgumentParser
import ImageModeration

/// Which frames to look at, as the command line names it.
struct FramesRule: ExpressibleByArgument {
  let sampling: FrameSampling

  init(sampling: FrameSampling) { self.sampling = sampling }

  init?(argument: String) {
    switch argument {
    case "standard": sampling = .standard
    case "documented": sampling = .documented
    default:
      guard let count = Int(argument), (1...FrameSampling.maximumFrameCount).contains(count) else { return nil }
      sampling = .spread(count)
    }
  }

  var defaultValueDescription: String { "standard" }
}
