import ImageModeration

/// What kind of thing was seen: cloud interfaces answer each in a list of its own.
enum EvidenceKind: Sendable {
  /// What a picture shows.
  case picture
  /// A person of a gallery.
  case face
  /// A picture or file of a list.
  case library
  /// A QR code or barcode.
  case code
  /// Words, patterns, classes of text.
  case text
  /// What the picture shows, without judgement.
  case tag

  private static let codes = Set(SubLabel.matrixCodes + SubLabel.goodsCodes)

  init(_ evidence: Verdict.Evidence) {
    let subLabel = evidence.finding.subLabel
    self =
      if evidence.scene == .tags {
        .tag
      } else if !evidence.finding.candidates.isEmpty || subLabel == .galleryFace {
        .face
      } else if subLabel == .knownPicture || evidence.detector.hasPrefix("known-files") {
        .library
      } else if subLabel.map(Self.codes.contains) ?? false {
        .code
      } else if evidence.scene == .text {
        .text
      } else {
        .picture
      }
  }
}

extension Verdict {
  /// Whether a scene has nothing to say because something graver had decided before it was looked at. A picture that a
  /// list lets pass was not looked at either; there the list's word is the answer.
  func leftOut(_ scene: SceneResult) -> Bool {
    guard case .notNeeded = scene.status else { return false }
    return scene.suggestion == .pass && suggestion > .pass
  }

  /// What counts: neither excepted nor passing.
  func counted(_ kind: EvidenceKind) -> [Evidence] {
    evidence.filter { $0.suppressedBy == nil && $0.meaning.suggestion > .pass && EvidenceKind($0) == kind }
  }
}

extension Verdict.Evidence {
  /// The score as clouds have it, 0…100; 0 for what has none: rules and lists say yes or no. A match of a face or of a
  /// known picture has a likeness.
  var percent: Int64 {
    let hasScore = basis == .model || finding.subLabel == .knownPicture
    return hasScore ? Int64((min(max(finding.score, 0), 1) * 100).rounded()) : 0
  }
}
