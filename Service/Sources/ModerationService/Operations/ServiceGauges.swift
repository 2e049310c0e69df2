import ImageModeration
import WorkerProcesses

/// What the service does at the moment, for metrics.
struct ServiceGauges: Sendable {
  let engine: JudgingEngine
  let queue: FairQueue
  let budget: ByteBudget
  let connections: Connections

  typealias Series = (name: String, series: [(labels: String, value: String)])

  var series: [Series] {
    let moderator = engine.moderator.statistics
    let load = queue.load
    func one(_ name: String, _ value: Int) -> Series { (name: name, series: [(labels: "", value: "\(value)")]) }
    var all = [
      one("moderation_requests_running", connections.count),
      one("moderation_pictures_running", load.running),
      one("moderation_pictures_waiting", load.waiting),
      one("moderation_queue_refusals_total", load.refused),
      one("moderation_bytes_held", budget.held),
      one("moderation_decode_memory_bytes", moderator.decodeMemoryBytes),
      one("moderation_given_up_threads", moderator.givenUpThreads),
      one("moderation_remembered_answers", moderator.rememberedAnswers),
      one("moderation_remembered_hits_total", moderator.rememberedHits),
    ]
    if let workers = moderator.workers {
      all.append(
        (
          name: "moderation_workers_total",
          series: [
            ("started", workers.started), ("failedStarts", workers.failedStarts), ("crashed", workers.crashed),
            ("killedForTime", workers.killedForTime), ("killedFromOutside", workers.killedFromOutside),
            ("foundDead", workers.foundDead), ("retired", workers.retired),
          ].map { (labels: ServiceMetrics.text(["event": $0.0]), value: "\($0.1)") }
        ))
    }
    if let policies = moderator.policies {
      all.append(
        (
          name: "moderation_policy_info",
          series: policies.versions.sorted { $0.key < $1.key }.map {
            (labels: ServiceMetrics.text(["policy": $0.key, "version": $0.value ?? ""]), value: "1")
          }
        ))
      all.append(one("moderation_policy_changes_total", policies.replacements))
      all.append(one("moderation_policy_refusals_total", policies.refusals))
    }
    if !moderator.shadows.isEmpty {
      all.append(
        (
          name: "moderation_shadow_pictures_total",
          series: moderator.shadows.sorted { $0.key < $1.key }.flatMap { name, counts in
            [
              ("compared", counts.compared), ("differing", counts.differing), ("milder", counts.milder),
              ("graver", counts.graver),
            ].map { (labels: ServiceMetrics.text(["policy": name, "outcome": $0.0]), value: "\($0.1)") }
          }
        ))
    }
    return all
  }
}
