/// One of the eight ways to look at a picture: turned by quarters, in a mirror or not.
///
/// In the order in which the reference implementation lists them.
public enum PictureView: Int, CaseIterable, Sendable {
  /// The picture as it is.
  case asItIs
  /// Turned by 90° against the clock.
  case turnedLeft
  /// Turned by 180°.
  case turnedOver
  /// Turned by 90° with the clock.
  case turnedRight
  /// Top and bottom exchanged.
  case flipped
  /// Left and right exchanged.
  case mirrored
  /// Rows and columns exchanged.
  case transposed
  /// Rows and columns exchanged over the other diagonal.
  case antitransposed

  /// Whether rows become columns.
  var exchangesAxes: Bool {
    switch self {
    case .asItIs, .turnedOver, .flipped, .mirrored: false
    case .turnedLeft, .turnedRight, .transposed, .antitransposed: true
    }
  }

  /// The view without exchanged axes whose coefficients have the same signs.
  var withSameSigns: PictureView {
    switch self {
    case .asItIs, .transposed: .asItIs
    case .flipped, .turnedRight: .flipped
    case .mirrored, .turnedLeft: .mirrored
    case .turnedOver, .antitransposed: .turnedOver
    }
  }

  /// The sign that a coefficient of the picture has in the cosine transform of the view, before axes are exchanged.
  ///
  /// A mirrored axis changes the sign of its odd frequencies (DCT-II, any textbook). Row and column 0 hold frequency 1.
  func sign(row: Int, column: Int) -> Float {
    let (oddRow, oddColumn) = (row % 2 == 0, column % 2 == 0)
    let negative =
      switch withSameSigns {
      case .flipped: oddRow
      case .mirrored: oddColumn
      case .turnedOver: oddRow != oddColumn
      default: false
      }
    return negative ? -1 : 1
  }
}
