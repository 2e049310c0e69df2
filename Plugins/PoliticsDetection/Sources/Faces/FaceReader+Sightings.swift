public import ModerationCore

extension FaceReader {
  /// Some faces in a frame: only those that are chosen cost an embedding.
  ///
  /// - Throws: `DetectorFailure` when a model fails or the frame's deadline passes.
  public func sightings(
    in pixels: RawSpan, of frame: FrameDescription, _ selection: FaceSelection
  ) throws(DetectorFailure) -> FaceSightings {
    try PixelView.lend(pixels, of: frame) { picture throws(DetectorFailure) in
      let found = try models.finder.faces(in: picture)
      var chosen = found.map { (face: $0, box: frame.inOriginal($0.box(within: picture))) }
        .filter { min($0.box.width, $0.box.height) >= Double(selection.minimumSidePixels) }
      // The finder has the largest first.
      if selection.order == .surest {
        chosen.sort { left, right in
          left.face.score == right.face.score
            ? FoundFace.largerFirst(left.face, right.face) : left.face.score > right.face.score
        }
      }
      var faces: [FaceSighting] = []
      for (index, one) in chosen.prefix(selection.maximumCount).enumerated() {
        if let deadline = frame.deadline, deadline <= .now {
          throw DetectorFailure(.deadline, message: "the time was up after \(index) of \(chosen.count) faces")
        }
        faces.append(
          try sighting(of: one.face, at: one.box, in: picture, of: frame, isEmbedded: index < selection.embeddedCount))
      }
      return FaceSightings(size: frame.originalSize, foundCount: found.count, faces: faces)
    }
  }

  private func sighting(
    of face: FoundFace, at box: PixelRectangle, in picture: PixelView, of frame: FrameDescription, isEmbedded: Bool
  ) throws(DetectorFailure) -> FaceSighting {
    guard face.points.count == FaceAlignment.template.count else {
      throw DetectorFailure(.inferenceFailed, message: "a face has \(face.points.count) points and not 5")
    }
    let points = face.points.map { frame.inOriginal(PixelPoint(x: $0.x, y: $0.y)) }
    let landmarks = FaceLandmarks(
      leftEye: points[0], rightEye: points[1], noseTip: points[2], leftMouthCorner: points[3],
      rightMouthCorner: points[4])
    guard isEmbedded else { return FaceSighting(box: box, detectionScore: face.score, landmarks: landmarks) }
    guard let alignment = FaceAlignment(face.points) else {
      throw DetectorFailure(.inferenceFailed, message: "the five points of a face have no extent")
    }
    let planes = alignment.planes(of: picture)
    return FaceSighting(
      box: box, detectionScore: face.score, landmarks: landmarks, embedding: try models.embedding(ofAligned: planes),
      brightness: Self.brightness(ofAligned: planes))
  }

  /// The mean luma (Rec. 601) of a red, a green and a blue plane of values 0 to 255; 0…100.
  static func brightness(ofAligned planes: [Float]) -> Double {
    let count = planes.count / 3
    guard count > 0 else { return 0 }
    func mean(_ plane: Int) -> Double {
      planes[(plane * count)..<((plane + 1) * count)].reduce(0) { $0 + Double($1) } / Double(count)
    }
    return (0.299 * mean(0) + 0.587 * mean(1) + 0.114 * mean(2)) / 255 * 100
  }
}
