extension TrainingReport {
  /// The report for people.
  public var markdown: String {
    let training = trained.training
    var lines = ["# \(id): what was learned from \(Self.code(dataset))", ""]
    lines += [
      """
      Every figure is of pictures that the head had not seen: the pictures were parted into \(training.foldCount) folds, \
      and each fold was asked of a head learned from the others. In brackets Wilson's 95 % interval.
      """, "",
    ]
    lines += cautions.map { "**Note:** \($0).\n" }
    lines += ["## Pictures", "", "| folder | pictures | kept together by |", "|---|---|---|"]
    for label in [nil] + training.categories.map(Optional.some) {
      let count = training.pictures.count { $0.category == label }
      let grouping = training.folds.groupings[label]
      let how = grouping?.isBySource == true ? "sources (subfolders)" : "near-equality (there are not two sources)"
      lines.append(
        "| \(Self.code(label ?? training.benignName)) | \(count) | \(grouping?.groupCount ?? 0) groups by \(how) |")
    }
    lines += ["", "## Figures", ""]
    lines += [
      "| category | found by review | found by block | false reviews | false blocks | other categories reviewed "
        + "| precision | ROC AUC |", "|---|---|---|---|---|---|---|---|",
    ]
    for head in trained.heads {
      let figures = head.evaluation
      let shares = [
        figures.foundByReview, figures.foundByBlock, figures.falseReviews, figures.falseBlocks, figures.otherReviews,
        figures.precision,
      ].map(Self.text)
      let area = figures.area.map { "\(($0 * 10_000).rounded() / 10_000)" } ?? "–"
      lines.append("| \(Self.code(figures.category)) | \(shares.joined(separator: " | ")) | \(area) |")
    }
    lines += [
      "",
      """
      False reviews and blocks are shares of benign pictures; the thresholds were chosen on these very scores to allow so \
      many, so they are a choice and no finding. Precision depends on how many pictures of each kind there are here: where \
      one picture in a thousand shows the category, it is far lower. On pictures unlike these nothing is known.
      """, "", "| category | logit of a review | logit of a block |", "|---|---|---|",
    ]
    lines += trained.heads.map {
      "| \(Self.code($0.category)) | \(Self.rounded($0.anchors.review)) | "
        + ($0.blocks ? Self.rounded($0.anchors.block) : "never") + " |"
    }
    lines += ["", "## Worst mistakes", ""]
    for head in trained.heads {
      let figures = head.evaluation
      lines += ["### \(Self.code(figures.category))", ""]
      let mistakes = figures.missed + figures.reported
      lines += mistakes.map { "- \($0.outcome), logit \(Self.rounded($0.logit)): \(Self.code($0.path))" }
      lines += mistakes.isEmpty ? ["None of these pictures.", ""] : [""]
    }
    lines += ["## Not learned from", ""]
    lines += Self.listed(leftOut.map { "- \(Self.code($0.path)): \(Self.plain($0.reason))" })
    lines += ["## Nearly the same", ""]
    lines += Self.listed(
      training.folds.nearPairs.map { pair in
        let (first, second) = (training.pictures[pair.first], training.pictures[pair.second])
        let why =
          first.category == second.category ? "in two sources: one may have told the other" : "under two labels"
        return "- \(Self.code(first.path)) and \(Self.code(second.path)), \(why)"
      })
    return lines.joined(separator: "\n")
  }

  private static func listed(_ entries: [String]) -> [String] {
    guard entries.count > maximumListed else { return entries.isEmpty ? ["None.", ""] : entries + [""] }
    return entries.prefix(maximumListed) + ["- and \(entries.count - maximumListed) more: report.json", ""]
  }

  private static func text(_ share: TrainingShare) -> String {
    guard let value = share.value else { return "–" }
    return "\(percent(value)) (\(share.hits) of \(share.count)) [\(percent(share.low)), \(percent(share.high))]"
  }

  private static func rounded(_ number: Double) -> String { "\((number * 1000).rounded() / 1000)" }

  /// A name that Markdown leaves as it is, whatever a file is called.
  private static func code(_ name: String) -> String { "`" + plain(name).replacing("|", with: "\\|") + "`" }

  private static func plain(_ text: String) -> String {
    String(text.map { $0 == "`" || $0.isNewline || $0.unicodeScalars.contains { $0.value < 32 } ? "?" : $0 })
  }
}
