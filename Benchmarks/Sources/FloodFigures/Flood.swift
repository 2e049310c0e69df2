import Foundation
import ImageModeration
import StandardDetectors
import Synchronization

/// Ordinary pictures, one after another, first alone and then beside a stream of dear ones.
struct Flood {
  let models: String
  let worker: String
  let dear: [Picture]
  let normal: [Picture]
  let length: Duration

  func run() async throws {
    let isolation = Isolation.worker(executable: worker)
    let moderator = try Moderator(
      detectors: try StandardDetectors.load(modelsDirectory: models, isolation: isolation), isolation: isolation)
    for picture in normal { _ = await Answer.of(picture, by: moderator) }
    print("each dear picture alone:")
    for picture in dear {
      let start = ContinuousClock.now
      let answer = await Answer.of(picture, by: moderator)
      print("  \(picture.name), \(picture.bytes.count) bytes: \(answer), \(seconds(.now - start)) s")
    }
    let before = await stream(moderator)
    let residentBefore = Usage.residentMiB
    let isOver = Shared(false)
    let floods = Shared([String: Int]())
    let during = await withTaskGroup(of: Void.self) { group in
      // As many senders as there are threads: each sends its next picture when the one before is answered.
      for sender in 0..<2 {
        group.addTask {
          var index = sender
          while !isOver.value {
            let answer = await Answer.of(dear[index % dear.count], by: moderator)
            floods.update { $0["\(answer)", default: 0] += 1 }
            index += 1
          }
        }
      }
      let during = await stream(moderator)
      isOver.update { $0 = true }
      return during
    }
    print(
      "dear pictures answered meanwhile: \(floods.value.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" })")
    report("alone", before)
    report("beside them", during)
    let changed = during.answers.filter { name, answers in answers != before.answers[name] }
    print("ordinary pictures that were answered otherwise: \(changed.count) \(changed)")
    print("resident memory: \(residentBefore) MiB before, \(Usage.residentMiB) MiB after")
  }

  private struct Stream {
    var times: [Duration] = []
    var answers: [String: Set<Answer>] = [:]
  }

  private func stream(_ moderator: Moderator) async -> Stream {
    var stream = Stream()
    let end = ContinuousClock.now + length
    var index = 0
    while ContinuousClock.now < end {
      let picture = normal[index % normal.count]
      let start = ContinuousClock.now
      stream.answers[picture.name, default: []].insert(await Answer.of(picture, by: moderator))
      stream.times.append(.now - start)
      index += 1
    }
    return stream
  }

  private func report(_ name: String, _ stream: Stream) {
    let sorted = stream.times.sorted()
    guard let last = sorted.last else { return }
    print(
      "ordinary pictures \(name): \(sorted.count) answered, p50 \(seconds(sorted[sorted.count / 2])) s, "
        + "p99 \(seconds(sorted[min(sorted.count - 1, sorted.count * 99 / 100)])) s, longest \(seconds(last)) s")
  }

  private func seconds(_ duration: Duration) -> String { String(format: "%.2f", duration / .seconds(1)) }
}
