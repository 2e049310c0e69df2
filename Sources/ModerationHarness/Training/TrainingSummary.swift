/// A training for programs: report.json.
struct TrainingSummary: Encodable {
  /// Pictures of a folder.
  struct Folder: Encodable {
    let name: String
    let isBenign: Bool
    let pictures: Int
    let groups: Int
    let groupedBy: String
  }

  /// Two pictures that look nearly the same.
  struct Pair: Encodable {
    let first: String
    let second: String
    let showTheSame: Bool
  }

  let version = 1
  let id: String
  let dataset: String
  let folds: Int
  let reviewRate: Double
  let blockRate: Double
  let folders: [Folder]
  let categories: [TrainingEvaluation]
  let cautions: [String]
  let leftOut: [TrainingReport.LeftOut]
  let nearlyTheSame: [Pair]

  init(_ report: TrainingReport) {
    let training = report.trained.training
    (id, dataset, folds) = (report.id, report.dataset, training.foldCount)
    (reviewRate, blockRate) = (training.rates.review, training.rates.block)
    folders = ([nil] + training.categories.map(Optional.some)).map { label in
      let grouping = training.folds.groupings[label]
      return Folder(
        name: label ?? training.benignName, isBenign: label == nil,
        pictures: training.pictures.count { $0.category == label }, groups: grouping?.groupCount ?? 0,
        groupedBy: grouping?.isBySource == true ? "source" : "likeness")
    }
    categories = report.trained.heads.map(\.evaluation)
    (cautions, leftOut) = (report.cautions, report.leftOut)
    nearlyTheSame = training.folds.nearPairs.map {
      let (first, second) = (training.pictures[$0.first], training.pictures[$0.second])
      return Pair(first: first.path, second: second.path, showTheSame: first.category == second.category)
    }
  }
}
