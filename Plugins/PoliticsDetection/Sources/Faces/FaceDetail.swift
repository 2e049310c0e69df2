/// How small the faces are that are looked for.
public enum FaceDetail: Hashable, Sendable {
  /// On a copy of 320 pixels first, and on one of 640 where that shows what may be a small face; turned views only where
  /// the upright one shows anything like a face. What that misses: MODEL_CARD.md.
  case usual
  /// On a copy of 640 pixels, and turned wherever no face stands upright: for galleries, and where small faces matter.
  case small
}
