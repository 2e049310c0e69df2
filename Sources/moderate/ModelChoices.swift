import ArgumentParser
import Inference

/// The networks of the porn scene, in the words of policies.
enum PornModelChoice: String, CaseIterable, ExpressibleByArgument {
  case twoModels = "two-models"
  case openNSFW = "open-nsfw"
}

/// How networks calculate.
enum PrecisionChoice: String, CaseIterable, ExpressibleByArgument {
  case fp32
  case bf16
  case auto

  var arithmetic: InferenceSession.Precision {
    switch self {
    case .fp32: .fp32
    case .bf16: .bf16
    case .auto: .fastest
    }
  }
}
