import ImageMatching

/// Learns a linear head for each category of some pictures, and tries it on pictures that it has not seen.
///
///     let training = try HeadTraining(pictures, dataset: "gambling", benignName: "benign")
///     let heads = training.trained { print("fold", $0) }
///
/// Deterministic: the same pictures in the same order give the same numbers.
public struct HeadTraining: Sendable {
  /// The fewest pictures of a category, and of benign ones: 8. That is too few for anything but a try.
  public static let minimumPictures = 8
  /// The most pictures: 20,000, whose features take 205 MB while a head is fitted, twice that in all.
  public static let maximumPictures = 20_000

  let pictures: [TrainingPicture]
  let folds: TrainingFolds
  let benignName: String
  let rates: TrainingRates
  /// Pictures that were given twice under one label: the second, and the first that it equals.
  let repeated: [(path: String, first: String)]

  /// The categories, sorted by name.
  public let categories: [String]
  /// How often the pictures are parted into those that are learned from and those that are asked about.
  public var foldCount: Int { folds.foldCount }

  /// Checks the pictures and parts them.
  ///
  /// - Parameters:
  ///   - pictures: In an order that is always the same.
  ///   - categories: What is to be learned, also where no picture of it could be used: that is a problem, and never a
  ///     category fewer. Nil for what the pictures show.
  ///   - dataset: The folder that they are from, for messages.
  ///   - benignName: The folder of the benign pictures, for messages.
  /// - Throws: `RunProblem`: no category, too few or too many pictures, the same picture under two labels, features of
  ///   different lengths or that are not finite, pictures that cannot be parted.
  public init(
    _ pictures: [TrainingPicture], categories: [String]? = nil, dataset: String, benignName: String,
    rates: TrainingRates = .standard
  ) throws(RunProblem) {
    guard pictures.count <= Self.maximumPictures else {
      throw RunProblem(
        path: dataset, message: "has \(pictures.count) pictures; at most \(Self.maximumPictures) are learned from")
    }
    var (first, different): ([String: TrainingPicture], [TrainingPicture]) = ([:], [])
    var repeated: [(path: String, first: String)] = []
    let width = pictures.first?.features.count ?? 0
    for picture in pictures {
      guard picture.features.count == width, picture.features.allSatisfy(\.isFinite) else {
        throw RunProblem(
          path: picture.path,
          message: "has \(picture.features.count) features, not \(width) finite ones as the pictures before it")
      }
      if let known = first[picture.sha256] {
        guard known.category == picture.category else {
          throw RunProblem(
            path: picture.path,
            message: """
              is the same file as \(known.path): a picture cannot show \(picture.category ?? benignName) and \
              \(known.category ?? benignName); leave it in one of the two folders
              """)
        }
        repeated.append((picture.path, known.path))
        continue
      }
      first[picture.sha256] = picture
      different.append(picture)
    }
    let counts = Dictionary(grouping: different, by: \.category).mapValues(\.count)
    let categories = Set(counts.keys.compactMap(\.self)).union(categories ?? []).sorted()
    self.categories = categories
    guard !categories.isEmpty else {
      throw RunProblem(path: dataset, message: "has no category: a folder of pictures beside \(benignName) is needed")
    }
    for label in [nil] + categories.map(Optional.some) where counts[label, default: 0] < Self.minimumPictures {
      throw RunProblem(
        path: "\(dataset)/\(label ?? benignName)",
        message: """
          has \(counts[label, default: 0]) different pictures that can be used; \(Self.minimumPictures) are the least, \
          and fifty a good beginning
          """)
    }
    folds = try TrainingFolds(different, dataset: dataset, benignName: benignName)
    (self.pictures, self.benignName, self.rates, self.repeated) = (different, benignName, rates, repeated)
  }

  /// Learns. Takes time: one fit for each category and fold, and one of all pictures for each category.
  ///
  /// - Parameter progress: Told before each fit how many are done, and of how many.
  public func trained(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) -> TrainedHeads {
    let total = (folds.foldCount + 1) * categories.count
    var done = 0
    var logits = [[Double]](repeating: [Double](repeating: 0, count: pictures.count), count: categories.count)
    for fold in 0..<folds.foldCount {
      let seen = pictures.indices.filter { folds.folds[$0] != fold }
      let rows = StandardizedRows(seen.map { pictures[$0].features })
      for (place, category) in categories.enumerated() {
        progress(done, total)
        let head = fit(category, seen, rows)
        for index in pictures.indices where folds.folds[index] == fold {
          logits[place][index] = head.logit(pictures[index].features)
        }
        done += 1
      }
    }
    let rows = StandardizedRows(pictures.map(\.features))
    let heads = categories.enumerated().map { place, category in
      progress(done, total)
      done += 1
      return TrainedHead(
        category: category, fit: fit(category, Array(pictures.indices), rows), logits: logits[place],
        pictures: pictures, rates: rates)
    }
    return TrainedHeads(heads: heads, training: self)
  }

  private func fit(_ category: String, _ chosen: [Int], _ rows: StandardizedRows) -> LogisticFit {
    let truths = chosen.map { pictures[$0].category == category }
    return LogisticFit(rows, truths: truths, rowWeights: Self.weights(truths, groups: chosen.map { folds.groups[$0] }))
  }

  /// Small groups count for more than their share, and pictures with and without count the same in sum: 1 / √n for each
  /// picture of n in its group, then half for either kind.
  static func weights(_ truths: [Bool], groups: [Int]) -> [Double] {
    struct Key: Hashable {
      let group: Int
      let truth: Bool
    }
    let keys = zip(groups, truths).map { Key(group: $0, truth: $1) }
    let sizes = keys.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let weights = keys.map { 1 / Double(sizes[$0] ?? 1).squareRoot() }
    func sum(_ value: Bool) -> Double { zip(weights, truths).reduce(0) { $1.1 == value ? $0 + $1.0 : $0 } }
    let (with, without) = (sum(true), sum(false))
    return zip(weights, truths).map { 0.5 * $0 / ($1 ? with : without) }
  }
}
