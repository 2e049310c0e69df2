/// Who looks at a frame's pixels, grouped by wish, so that each distinct wish is converted once.
struct FrameConsumers: Sendable {
  /// One who looks at pixels.
  enum Consumer: Sendable {
    case detector(any Detector)
    case recognizer(any TextRecognizer)

    var id: String {
      switch self {
      case .detector(let detector): detector.descriptor.id
      case .recognizer(let recognizer): recognizer.id
      }
    }

    /// The scene served; nil for a recogniser, which serves all that live on text.
    var scene: Scene? {
      switch self {
      case .detector(let detector): detector.descriptor.scene
      case .recognizer: nil
      }
    }

    /// Whether it reads text.
    var readsText: Bool { scene == nil }
  }

  /// Those who share a wish.
  struct Group: Sendable {
    let wish: InputWish
    var consumers: [Consumer]

    /// The scenes of its detectors.
    var scenes: Set<Scene> { Set(consumers.compactMap(\.scene)) }
  }

  /// The distinct wishes with those who share each, in the order of their identifiers; recognisers last: they cost the
  /// most by far, and what they leave no time for would be gaps.
  let groups: [Group]

  init(_ set: DetectorSet) {
    let detectors = set.detectors.map {
      (id: $0.descriptor.id, wish: $0.inputWish, consumer: Consumer.detector($0))
    }
    let recognizers = set.textRecognizers.map { (id: $0.id, wish: $0.inputWish, consumer: Consumer.recognizer($0)) }
    var groups: [Group] = []
    for item in detectors.sorted(by: { $0.id < $1.id }) + recognizers.sorted(by: { $0.id < $1.id }) {
      if let index = groups.firstIndex(where: { $0.wish == item.wish }) {
        groups[index].consumers.append(item.consumer)
      } else {
        groups.append(Group(wish: item.wish, consumers: [item.consumer]))
      }
    }
    self.groups = groups
  }

  /// The distinct wishes that the decoder keeps pixels for.
  var wishes: [InputWish] { groups.map(\.wish).filter { !$0.takesDecoded } }
}
