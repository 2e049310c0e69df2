import Foundation

/// A page of figures read by the grammar of Prometheus' text format 0.0.4, as far as the service uses it.
struct FiguresPage {
  private(set) var names: Set<String> = []
  private(set) var problems: [String] = []

  init(_ text: String) throws {
    let type = /# TYPE ([a-z_]+) (counter|gauge|histogram)/
    let sample = /([a-z_]+)(\{([a-zA-Z_]+="([^"\\\n]|\\["\\n])*",?)+\})? (-?[0-9.]+([eE][+-]?[0-9]+)?)/
    var kinds: [String: String] = [:]
    var buckets: [String: Double] = [:]
    var series: Set<String> = []
    if !text.hasSuffix("\n") { problems.append("the last line does not end") }
    for line in text.split(separator: "\n") {
      if let match = line.wholeMatch(of: type) {
        if kinds.updateValue(String(match.2), forKey: String(match.1)) != nil { problems.append("twice: \(line)") }
        names.insert(String(match.1))
        continue
      }
      guard let match = line.wholeMatch(of: sample), let value = Double(match.5) else {
        problems.append("not a sample: \(line)")
        continue
      }
      let name = String(match.1)
      if !series.insert("\(name)\(match.2 ?? "")").inserted { problems.append("twice: \(line)") }
      if let kind = kinds[name] {
        if kind == "histogram" { problems.append("a histogram without its parts: \(line)") }
        if kind == "counter", !name.hasSuffix("_total") || value < 0 { problems.append("no counter: \(line)") }
        continue
      }
      let base = ["_bucket", "_sum", "_count"].first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) }
      guard let base, kinds[base] == "histogram" else {
        problems.append("of no type: \(line)")
        continue
      }
      guard name.hasSuffix("_bucket"), let labels = match.2 else { continue }
      // Buckets of one series add up.
      let key = base + String(labels).replacing(/le="[^"]*"/, with: "")
      if value < buckets[key] ?? 0 { problems.append("fewer than in the bucket before: \(line)") }
      buckets[key] = value
    }
  }
}
