import Testing

/// The real command, run as a process. One after the other: each run loads a model and uses all cores.
@Suite(.serialized, .timeLimit(.minutes(20)))
enum ModerateTests {}

/// Pictures that several tests use.
enum Picture {
  static let photo = "images/photos-faces/hopper.jpg"
  /// A drawing of nothing, of which the models are unsure: 0.69.
  static let unsure = "safety_classifier/arcs.png"
  static let tooSmall = "images/generated/boundary/d_50x50.png"
}
