import Files
import ImageMatching
import ImageModeration
import Inference
import InProcessDecoding
import ModerationHarness
import PictureFeatures
import WorkerProcesses

/// What the shared network makes of pictures, decoded as moderated ones are.
struct TrainFeatures {
  let store: ModelStore
  let runtime: InferenceRuntime
  let network: EfficientNetLite2
  private let reader: ImageReader
  private let jobs: Int
  private let isQuiet: Bool

  /// What is made of a picture's first frame.
  private struct Seen: Sendable {
    let features: [Float]
    let likeness: PDQHash?
  }

  /// - Throws: `HostFailure` when models, runtime or the decode worker are missing.
  init(_ work: WorkOptions, modelsDirectory: String?) throws(HostFailure) {
    jobs = work.concurrency(nil)
    isQuiet = work.quiet
    let capacity = Moderator.Capacity(concurrentImages: jobs, waitingImages: jobs, deadlineStart: .work)
    store = try ModelStore(directory: modelsDirectory)
    runtime = try InferenceRuntime(store, keepingIn: ModelsFolder.compiled())
    network = try EfficientNetLite2(store: store, runtime: runtime, concurrency: capacity.threadCount)
    reader = try ImageReader(
      isolation: work.inProcess
        ? .inProcess
        : .worker(executable: DecodeWorker.path, policy: WorkerPolicy(maximumWorkerCount: capacity.threadCount)),
      limits: work.plainLimits, capacity: capacity)
    if let weakness = reader.sandbox?.weakness { StandardError.write("moderate: \(weakness)\n") }
  }

  /// Reads all pictures, and says which could not be.
  func read(_ data: TrainDataset) async -> (pictures: [TrainingPicture], leftOut: [TrainingReport.LeftOut]) {
    var progress = ProgressBar(isQuiet: isQuiet)
    var answers = [Result<TrainingPicture, TrainingLoss>?](repeating: nil, count: data.entries.count)
    await withTaskGroup(of: (Int, Result<TrainingPicture, TrainingLoss>).self) { group in
      var (next, done) = (0, 0)
      while done < data.entries.count {
        while next < data.entries.count, next - done < jobs {
          let (index, entry) = (next, data.entries[next])
          group.addTask { (index, await read(entry)) }
          next += 1
        }
        guard let (index, answer) = await group.next() else { break }
        answers[index] = answer
        done += 1
        progress.show(done: done, of: data.entries.count)
      }
    }
    progress.clear()
    var (pictures, leftOut): ([TrainingPicture], [TrainingReport.LeftOut]) = ([], [])
    for (entry, answer) in zip(data.entries, answers) {
      switch answer {
      case .success(let picture): pictures.append(picture)
      case .failure(let loss): leftOut.append(.init(path: entry.image.source, reason: loss.reason))
      case nil: leftOut.append(.init(path: entry.image.source, reason: "was not read"))
      }
    }
    return (pictures, leftOut)
  }

  private func read(_ entry: TrainDataset.Entry) async -> Result<TrainingPicture, TrainingLoss> {
    let name: FileName
    switch entry.image {
    case .file(let file): name = file
    case .unreadable(_, let reason): return .failure(TrainingLoss(reason: reason))
    case .standardInput: return .failure(TrainingLoss(reason: "is not a file"))
    }
    let network = network
    let body: @Sendable (RawSpan, FrameDescription) throws(DetectorFailure) -> Seen = {
      pixels, frame throws(DetectorFailure) in
      let found = PDQHasher.fingerprint(
        pixels, width: frame.size.width, height: frame.size.height, strideBytes: frame.strideBytes)
      return Seen(
        features: try network.answer(pixels, of: frame).features,
        likeness: found.flatMap { $0.isTrusted ? $0.hash : nil })
    }
    do throws(HostFailure) {
      return try await name.withSource { source async throws(HostFailure) in
        do throws(ImageReader.Failure) {
          let reading = try await reader.read(source, as: EfficientNetLite2.wish, sampling: .firstFrame, body)
          guard let seen = reading.frames.first, let sha256 = reading.image.sha256 else {
            return .failure(TrainingLoss(reason: "no frame of it was shown"))
          }
          return .success(
            TrainingPicture(
              path: entry.image.source, category: entry.category, source: entry.source, sha256: sha256,
              likeness: seen.likeness, features: seen.features))
        } catch {
          return .failure(TrainingLoss(reason: error.message))
        }
      }
    } catch {
      return .failure(TrainingLoss(reason: error.message))
    }
  }
}

/// Why a picture is not learned from.
struct TrainingLoss: Error {
  let reason: String
}
