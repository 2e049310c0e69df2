import ArgumentParser
import ImageModeration
import StandardDetectors

/// The value of `--scenes`: scenes with commas between, or `none`.
struct SceneList: ExpressibleByArgument {
  let scenes: [Scene]

  init(scenes: [Scene]) { self.scenes = scenes }

  /// Refuses a scene that this version does not have, before any image is read.
  init?(argument: String) {
    guard argument != "none" else {
      scenes = []
      return
    }
    scenes = argument.split(separator: ",").map { Scene(rawValue: String($0)) }
    guard !scenes.isEmpty, scenes.allSatisfy(StandardDetectors.scenes.contains) else { return nil }
  }

  var defaultValueDescription: String { scenes.map(\.rawValue).joined(separator: ",") }

  static var allValueStrings: [String] { StandardDetectors.scenes.map(\.rawValue) + ["none"] }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

/// The value of `--ocr`.
struct TextReaderChoice: ExpressibleByArgument {
  let recognizer: ModelOptions.Recognizer

  init(recognizer: ModelOptions.Recognizer) { self.recognizer = recognizer }

  init?(argument: String) {
    switch argument {
    case "small": recognizer = .ppOCRSmall
    case "tiny-small": recognizer = .ppOCRTinySmall
    case "tiny": recognizer = .ppOCRTiny
    case "tesseract": recognizer = .tesseract(languages: ["chi_sim", "eng"])
    case _ where argument.hasPrefix("tesseract:"):
      recognizer = .tesseract(languages: argument.dropFirst("tesseract:".count).split(separator: "+").map(String.init))
    default: return nil
    }
  }

  var defaultValueDescription: String { "tiny-small" }
}

/// The value of `--fail-on`.
enum FailureThreshold: String, ExpressibleByArgument, CaseIterable {
  case review
  case block

  var suggestion: Suggestion { self == .review ? .review : .block }
}

/// The value of `--limits`: a profile by its name.
struct LimitsProfile: ExpressibleByArgument {
  let limits: Limits

  init?(argument: String) {
    guard let profile = Limits.profiles.first(where: { $0.name == argument }) else { return nil }
    limits = profile
  }

  static var allValueStrings: [String] { Limits.profiles.map(\.name) }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}
