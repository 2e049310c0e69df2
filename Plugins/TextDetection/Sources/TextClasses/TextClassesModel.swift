import ModerationCore

/// A linear model of each class over the buckets of a text: the file that `Scripts/training/text_classes.py` writes,
/// whose layout stands there.
struct TextClassesModel: Sendable {
  /// The file's first bytes.
  static let magic = Array("TEXTCLS1".utf8)
  /// How many bits a bucket's number has.
  static let bucketBits = 18

  /// The scores of a text, log-odds.
  struct Scores: Hashable {
    fileprivate var values: [Double]

    subscript(_ textClass: TextClass) -> Double { values[textClass.rawValue] }
  }

  private let biases: [Double]
  /// What each value of a weight stands for, by class.
  private let expanded: [[Double]]
  /// A weight of each class for each bucket.
  private let weights: [Int8]

  /// Reads the file.
  ///
  /// - Throws: `modelAltered` for anything else.
  init(_ bytes: [UInt8]) throws(HostFailure) {
    let classCount = TextClass.allCases.count
    let start = Self.magic.count + 8 + 8 * classCount
    func word(_ at: Int) -> UInt32 { (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) } }
    guard bytes.count == start + classCount << Self.bucketBits, bytes.starts(with: Self.magic),
      word(Self.magic.count) == UInt32(Self.bucketBits), word(Self.magic.count + 4) == UInt32(classCount)
    else { throw Self.altered("its header or its length") }
    let numbers = (0..<(2 * classCount)).map { Float(bitPattern: word(Self.magic.count + 8 + 4 * $0)) }
    guard numbers.allSatisfy(\.isFinite) else { throw Self.altered("its scales") }
    biases = (0..<classCount).map { Double(numbers[2 * $0 + 1]) }
    expanded = (0..<classCount).map { index in
      (0..<256).map { value in
        let share = Double(Int8(truncatingIfNeeded: value)) / 127
        return share * abs(share) * Double(numbers[2 * index])
      }
    }
    weights = bytes[start...].map { Int8(bitPattern: $0) }
  }

  private static func altered(_ what: String) -> HostFailure {
    HostFailure(.modelAltered, message: "the model of text classes is not as expected: \(what)")
  }

  /// Judges a text.
  func scores(of text: ClassifiableText) -> Scores {
    let buckets = GramBuckets.of(text.scalars, bits: Self.bucketBits)
    var sums = [Double](repeating: 0, count: biases.count)
    for bucket in buckets {
      let start = Int(bucket) * sums.count
      for index in sums.indices { sums[index] += expanded[index][Int(UInt8(bitPattern: weights[start + index]))] }
    }
    let length = Double(max(1, buckets.count)).squareRoot()
    return Scores(values: sums.indices.map { sums[$0] / length + biases[$0] })
  }
}
