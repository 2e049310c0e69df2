import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  /// `moderate train`, and what is done with what it writes.
  @Suite struct Train {
    /// A data set of small drawn pictures: stripes are the category, plain discs are benign.
    private struct DataSet {
      let folder: TemporaryFolder
      var path: String { folder.path + "/data" }

      init(stripes: Int = 8, benign: Int = 8, category: String = "stripes") throws {
        folder = try TemporaryFolder()
        for index in 0..<stripes {
          try write("\(category)/\(index).bmp") { x, y in (x / (3 + index)) % 2 == 0 ? [250, 250, 250] : [10, 10, 10] }
        }
        for index in 0..<benign {
          try write("benign/\(index).bmp") { x, y in
            let distance = (x - 48) * (x - 48) + (y - 30 - index * 4) * (y - 30 - index * 4)
            return distance < 300 + index * 90
              ? [UInt8(200 - index * 20), 120, 60] : [90, UInt8(20 + index * 25), 200]
          }
        }
      }

      /// A BMP of 96×96 pixels.
      @discardableResult
      func write(_ name: String, _ color: (Int, Int) -> [UInt8]) throws -> String {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
          (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let side = 96
        var file: [UInt8] = [0x42, 0x4D] + number(54 + side * side * 3, 4) + number(0, 4) + number(54, 4)
        file += number(40, 4) + number(side, 4) + number(side, 4) + number(1, 2) + number(24, 2)
        file += [UInt8](repeating: 0, count: 24)
        for y in 0..<side { for x in 0..<side { file += color(x, y).reversed() } }
        return try folder.write(file, to: "data/" + name)
      }

      func train(_ options: [String] = [], output: String = "out") async throws -> ModerateRun {
        try await Moderate.run(
          ["train", path, "--output", "\(folder.path)/\(output)", "--deadline", "3600", "--jobs", "2"] + options)
      }

      func fails(_ options: [String] = [], _ texts: String...) async throws {
        let run = try await train(options)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        for text in texts { #expect(run.errors.contains(text), "\(run.errors)") }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
      }
    }

    @Test("from folders of pictures to an answer: train, moderate with the manifest; altered heads are refused")
    func fromFolders() async throws {
      let data = try DataSet()
      try data.folder.write("no picture".utf8, to: "data/benign/notes.txt")
      try data.folder.write("no label".utf8, to: "data/readme.txt")
      let train = try await data.train(["--label", "Ad", "--id", "house.stripes/2", "--scene", "stripes"])
      #expect(train.status == 0, "\(train.errors)")
      #expect(train.lines.count == 1)
      #expect(train.lines.first?.hasPrefix("stripes\tfound 8 of 8\t") == true)
      #expect(train.errors.contains("left out: \(data.path)/benign/notes.txt: "))
      #expect(train.errors.contains("left out: \(data.path)/readme.txt: lies beside the folders"))
      #expect(train.errors.contains("cannot be measured on 8 benign pictures"))
      let manifest = data.folder.path + "/out/manifest.yaml"
      #expect(train.errors.contains("moderate --manifest \(manifest) PICTURE"))
      #expect(try data.folder.text(of: "out/report.md").contains("| `stripes` | 8 | "))
      let summary = try JSONSerialization.jsonObject(with: Data(try data.folder.text(of: "out/report.json").utf8))
      #expect((summary as? [String: Any])?["id"] as? String == "house.stripes/2")

      let stripe = try data.write("new.bmp") { x, _ in (x / 5) % 2 == 0 ? [240, 240, 240] : [30, 30, 30] }
      let disc = data.path + "/benign/2.bmp"
      let run = try await Moderate.run(["--scenes", "none", "--manifest", manifest, "-v", stripe, disc])
      #expect(run.words == ["REVIEW", "PASS"], "\(run.output)\(run.errors)")
      #expect(run.output.contains("house.stripes/2"))
      #expect(run.output.contains("Ad"))

      let again = try await data.train()
      #expect(again.status == 1)
      #expect(again.errors.contains("exists already; nothing is overwritten"))

      let inside = try await Moderate.run(["train", data.path, "--output", data.path + "/out"])
      #expect(inside.status == 1)
      #expect(inside.errors.contains("lies in the data set"))
      #expect(!FileManager.default.fileExists(atPath: data.path + "/out"))

      let heads = URL(filePath: data.folder.path + "/out/heads.f32")
      var bytes = try Data(contentsOf: heads)
      bytes[40] ^= 1
      try bytes.write(to: heads)
      let altered = try await Moderate.run(["--scenes", "none", "--manifest", manifest, stripe])
      #expect(altered.status == 1)
      #expect(altered.errors.contains("heads.f32"))
    }

    @Test("folders that do not do are refused with their place, and nothing is written")
    func problems() async throws {
      try await DataSet(stripes: 3).fails([], "/data/stripes:", "has 3 different pictures", "8 are the least")
      try await DataSet(benign: 0).fails([], "/data:", "has no folder benign", "the folders are stripes")
      try await DataSet(stripes: 0).fails([], "has no folder but benign")
      try await DataSet(category: "my stripes").fails([], "/data/my stripes:", "letters, digits")
      try await DataSet(category: "Normal").fails([], "/data/Normal:", "is not Normal")
      try await DataSet().fails(["--benign", "other"], "has no folder other, which --benign names")
      try await DataSet().fails(["--label", "dots=Ad"], "there is no folder dots")

      let empty = try DataSet()
      try FileManager.default.createDirectory(atPath: empty.path + "/dots", withIntermediateDirectories: true)
      try await empty.fails([], "/data/dots:", "is empty")

      let both = try DataSet()
      try FileManager.default.createDirectory(atPath: both.path + "/normal", withIntermediateDirectories: true)
      try await both.fails([], "say with --benign which it is")

      let twice = try DataSet()
      try FileManager.default.copyItem(atPath: twice.path + "/benign/3.bmp", toPath: twice.path + "/stripes/x.bmp")
      try await twice.fails([], "/stripes/x.bmp:", "is the same file as", "/benign/3.bmp")

      let broken = try DataSet()
      for index in 0..<8 {
        try broken.folder.write([UInt8](repeating: UInt8(index), count: 300), to: "data/stripes/\(index).bmp")
      }
      try await broken.fails([], "left out: ", "/data/stripes:", "has 0 different pictures")
    }

    @Test(
      "a command line that makes no sense is refused",
      arguments: [
        ["--id", "a b"], ["--scene", "Stripes"], ["--label", "Normal"], ["--label", "a b"],
        ["--label", "Ad", "--label", "Custom"], ["--label", "x=Ad", "--label", "x=Ad"], ["--false-alarms", "2"],
        ["--false-alarms", "0.01,0.02"], ["--false-alarms", "a"], ["--frames", "documented"],
      ])
    func usage(arguments: [String]) async throws {
      let folder = try TemporaryFolder()
      let run = try await Moderate.run(
        ["train", folder.path, "--output", folder.path + "/out"] + arguments)
      #expect(run.status == 64, "\(run.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("a folder whose name makes no identifier asks for one; no data set is a problem with its place")
    func names() async throws {
      let folder = try TemporaryFolder()
      let odd = try await Moderate.run(["train", folder.path, "--output", folder.path + "/a b"])
      #expect(odd.status == 64)
      #expect(odd.errors.contains("give --id"))
      let none = try await Moderate.run(["train", folder.path + "/nothing", "--output", folder.path + "/out"])
      #expect(none.status == 1)
      #expect(none.errors.contains("/nothing: cannot be read as a folder: No such file or directory"))
    }
  }
}
