import Foundation
import Glibc
import ImageModeration
import StandardDetectors
import Synchronization

/// Kills a random worker every few milliseconds while pictures are moderated: each must be answered, and none must pass
/// that does not pass in peace.
struct Kills {
  let models: String
  let worker: String
  let pictures: [Picture]
  let count: Int

  func run() async throws {
    let isolation = Isolation.worker(executable: worker)
    // Codes alone: two workers for each picture and little work in this process, so that kills meet images.
    var detectors = try StandardDetectors.load(scenes: [.text], modelsDirectory: models, isolation: isolation)
    detectors.textRecognizers = []
    detectors.textDetectors = []
    let moderator = try Moderator(detectors: detectors, isolation: isolation)
    var peaceful: [String: Answer] = [:]
    for picture in pictures { peaceful[picture.name] = await Answer.of(picture, by: moderator) }
    let expected = peaceful
    let isOver = Shared(false)
    let tally = Shared([String: Int]())
    let wrong = Shared([String]())
    let killed = Shared(0)
    let residentBefore = Usage.residentMiB
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        while killed.value < count {
          if let victim = Usage.children.randomElement(), kill(victim, SIGKILL) == 0 { killed.update { $0 += 1 } }
          try? await Task.sleep(for: .milliseconds(Int.random(in: 5...60)))
        }
        isOver.update { $0 = true }
      }
      for sender in 0..<2 {
        group.addTask {
          var index = sender
          while !isOver.value {
            let picture = pictures[index % pictures.count]
            let answer = await Answer.of(picture, by: moderator)
            tally.update { $0["\(answer)", default: 0] += 1 }
            if case .verdict(.pass, _) = answer, answer != expected[picture.name] {
              wrong.update { $0.append(picture.name) }
            }
            index += 1
          }
        }
      }
    }
    print("killed: \(killed.value) workers")
    print("answers: \(tally.value.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" })")
    print("passed and should not: \(wrong.value)")
    var after: [String: Answer] = [:]
    for picture in pictures { after[picture.name] = await Answer.of(picture, by: moderator) }
    print("answers afterwards are those of before: \(after == expected)")
    print(
      "resident memory: \(residentBefore) MiB before, \(Usage.residentMiB) MiB after; workers left: \(Usage.children.count)"
    )
  }
}
