import ImageModeration
import Synchronization

/// What is counted for operators, in Prometheus' text format (version 0.0.4).
///
/// Names of accounts and pictures are no labels; the numbers of series is bounded.
final class ServiceMetrics: Sendable {
  /// The upper ends of a histogram's buckets, in seconds.
  static let buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15]
  /// The most series of one name; what is beyond is counted under the label `other`.
  static let maximumSeriesCount = 512

  private struct Histogram {
    var counts = [Int](repeating: 0, count: ServiceMetrics.buckets.count + 1)
    var sum = 0.0

    mutating func add(_ seconds: Double) {
      counts[ServiceMetrics.buckets.firstIndex { seconds <= $0 } ?? ServiceMetrics.buckets.count] += 1
      sum += seconds
    }
  }

  private struct State {
    var counters: [String: [String: Int]] = [:]
    var histograms: [String: [String: Histogram]] = [:]
  }

  private let state = Mutex(State())

  /// Counts an answered request.
  func answered(_ interface: String, outcome: String, status: Int, after time: Duration, byteCount: Int) {
    add("moderation_requests_total", ["interface": interface, "outcome": outcome, "status": "\(status)"])
    add("moderation_request_bytes_total", ["interface": interface], byteCount)
    observe("moderation_request_seconds", ["interface": interface], time)
  }

  /// Counts how long a picture waited for its turn.
  func waited(_ time: Duration) { observe("moderation_queue_seconds", [:], time) }

  /// Counts a download.
  func fetched(_ time: Duration, failure: String?) {
    add("moderation_downloads_total", ["outcome": failure ?? "ok"])
    observe("moderation_download_seconds", [:], time)
  }

  /// Counts an attempt to call back.
  func calledBack(_ outcome: String) { add("moderation_callbacks_total", ["outcome": outcome]) }

  /// Counts what became of a picture.
  func judged(_ result: ModerationResult) {
    let policy = result.rules.policy
    switch result.outcome {
    case .verdict(let verdict):
      add("moderation_suggestions_total", ["policy": policy, "suggestion": "\(verdict.suggestion)"])
      for scene in verdict.scenes {
        add(
          "moderation_scenes_total",
          ["scene": "\(scene.scene)", "suggestion": "\(scene.suggestion)", "gap": "\(scene.status.isGap)"])
      }
    case .rejected(let rejection):
      add("moderation_rejections_total", ["policy": policy, "code": "\(rejection.code)"])
    }
    for (stage, time) in result.timing { observe("moderation_stage_seconds", ["stage": stage], time) }
  }

  private func add(_ name: String, _ labels: KeyValuePairs<String, String>, _ count: Int = 1) {
    let key = Self.text(labels)
    state.withLock {
      let isFull = $0.counters[name]?[key] == nil && ($0.counters[name]?.count ?? 0) >= Self.maximumSeriesCount
      $0.counters[name, default: [:]][isFull ? "{other=\"true\"}" : key, default: 0] += count
    }
  }

  private func observe(_ name: String, _ labels: KeyValuePairs<String, String>, _ time: Duration) {
    let key = Self.text(labels)
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
    state.withLock {
      let isFull = $0.histograms[name]?[key] == nil && ($0.histograms[name]?.count ?? 0) >= Self.maximumSeriesCount
      $0.histograms[name, default: [:]][isFull ? "{other=\"true\"}" : key, default: Histogram()].add(seconds)
    }
  }

  static func text(_ labels: KeyValuePairs<String, String>) -> String {
    guard !labels.isEmpty else { return "" }
    let pairs = labels.map { name, value in
      let escaped = value.prefix(128).reduce(into: "") { text, character in
        switch character {
        case "\\": text += "\\\\"
        case "\"": text += "\\\""
        case "\n": text += "\\n"
        default: text.append(character)
        }
      }
      return "\(name)=\"\(escaped)\""
    }
    return "{\(pairs.joined(separator: ","))}"
  }

  /// All that was counted, and gauges of the moment.
  ///
  /// - Parameter gauges: Names with their values by label text.
  func text(gauges: [(name: String, series: [(labels: String, value: String)])]) -> String {
    let (counters, histograms) = state.withLock { ($0.counters, $0.histograms) }
    var out = ""
    for (name, series) in counters.sorted(by: { $0.key < $1.key }) {
      out += "# TYPE \(name) counter\n"
      for (labels, count) in series.sorted(by: { $0.key < $1.key }) { out += "\(name)\(labels) \(count)\n" }
    }
    for (name, series) in histograms.sorted(by: { $0.key < $1.key }) {
      out += "# TYPE \(name) histogram\n"
      for (labels, histogram) in series.sorted(by: { $0.key < $1.key }) {
        var total = 0
        for (index, count) in histogram.counts.enumerated() {
          total += count
          let end = index < Self.buckets.count ? "\(Self.buckets[index])" : "+Inf"
          let inner = labels.isEmpty ? "" : "\(labels.dropFirst().dropLast()),"
          out += "\(name)_bucket{\(inner)le=\"\(end)\"} \(total)\n"
        }
        out += "\(name)_sum\(labels) \(histogram.sum)\n\(name)_count\(labels) \(total)\n"
      }
    }
    for gauge in gauges {
      out += "# TYPE \(gauge.name) \(gauge.name.hasSuffix("_total") ? "counter" : "gauge")\n"
      for one in gauge.series { out += "\(gauge.name)\(one.labels) \(one.value)\n" }
    }
    return out
  }
}
