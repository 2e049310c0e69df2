import Testing

/// The real command, run as a process. One after the other: each run loads a model and uses all cores.
@Suite(.serialized, .timeLimit(.minutes(20)))
enum ModerateTests {}

/// Pictures that several tests use.
enum Picture {
  static let photo = "images/photos-faces/hopper.jpg"
  /// A portrait on its side, of which the model is unsure: 0.283.
  static let unsure = "images/photos-large/hopper-turned-1200x1600.jpg"
  static let tooSmall = "images/generated/boundary/d_50x50.png"
}
