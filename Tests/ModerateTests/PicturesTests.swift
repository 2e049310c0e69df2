import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Pictures {
    private static let cat = "images/photos-faces/chelsea.png"
    private static let digits = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"

    @Test func anImportedPictureIsKnownByBothItsHashes() async throws {
      let folder = try TemporaryFolder()
      let list = folder.path + "/list.tsv"
      let run = try await Moderate.run(["pictures", "import", "--label", "Illegal", "--into", list, Self.cat])
      #expect((run.status, run.output, run.errors) == (0, "", ""))
      let checked = try await Moderate.run("pictures", "check", list)
      #expect(checked.status == 0)
      #expect(checked.output.contains("1 pictures (0 allowed), 1 files (0 by MD5), 0 flat, 0 duplicates"))

      let explained = try await Moderate.run(["pictures", "explain", list, Self.cat])
      #expect(explained.status == 2)
      #expect(explained.output.contains("counts: the very same file"))
      #expect(explained.output.contains("BLOCK counts: 0 bits, asItIs"))
    }

    @Test func aFileOfHashesBecomesAList() async throws {
      let folder = try TemporaryFolder()
      let csv = try folder.write([UInt8]("signal_type,signal_str,tags\npdq,\(Self.digits),x\n".utf8), to: "t.csv")
      let run = try await Moderate.run(["pictures", "import", "--suggestion", "pass", csv])
      #expect(run.status == 0)
      #expect(run.output == "hash\tquality\tname\tsuggestion\tlabel\ttags\n\(Self.digits)\t\t\tPASS\t\tx\n")
    }

    @Test func aFileOfHashesThatIsWrongWritesNothing() async throws {
      let folder = try TemporaryFolder()
      let list = folder.path + "/list.tsv"
      let hashes = try folder.write([UInt8](("\n" + String(repeating: "0", count: 40)).utf8), to: "t.txt")
      let run = try await Moderate.run(["pictures", "import", "--into", list, hashes])
      #expect(run.status == 64)
      #expect(run.errors.contains("t.txt:2: 40 digits are a SHA-1"))
      #expect(!FileManager.default.fileExists(atPath: list))
    }

    @Test func whatIsHardlyMeantIsNamedWithItsLine() async throws {
      let folder = try TemporaryFolder()
      let text = "\(Self.digits)\t\t\tPASS\n\(Self.digits)\n\(String(repeating: "0", count: 64))\n"
      let run = try await Moderate.run(["pictures", "check", try folder.write([UInt8](text.utf8), to: "l.tsv")])
      #expect(run.status == 2)
      #expect(run.output.contains("1 pictures (0 allowed), 0 files (0 by MD5), 1 flat, 0 duplicates"))
      #expect(run.output.contains("l.tsv:1: line 2 says something graver"))
      #expect(run.output.contains("l.tsv:3: the entry is flat"))
    }

    @Test func earlierUploadsAreFoundByBothKindsOfHash() async throws {
      let folder = try TemporaryFolder()
      let prints = try await Moderate.run(["fingerprints", Self.cat])
      let kept = try folder.write([UInt8](prints.output.utf8), to: "prints.tsv")
      let digest = String(repeating: "0a", count: 32)
      let hash = prints.output.prefix(64)
      let result = #"{"source":"b.jpg","image":{"sha256":"\#(digest)"},"findings":[]}"#
      let hashed =
        #"{"source":"c.jpg","image":{"sha256":null},"findings":[{"details":{"pdq":"\#(hash)","quality":"99"}}]}"#
      let day = try TemporaryFolder()
      let results = try day.write([UInt8]("\(result)\n\(hashed)\n".utf8), to: "results.jsonl")
      let list = try folder.write([UInt8]("\(hash)\t\tcat\nsha256:\(digest)\t\tbad\tREVIEW\n".utf8), to: "l.tsv")
      let run = try await Moderate.run(["pictures", "find", list, results, kept])
      #expect(run.status == 2)
      #expect(
        run.output
          == "REVIEW  b.jpg  same file, line 2 bad\nBLOCK  c.jpg  0 bits, line 1 cat\n"
          + "BLOCK  \(Self.cat)  0 bits, line 1 cat\n")
      let folderOfResults = try await Moderate.run(["pictures", "find", list, day.url.path])
      #expect(folderOfResults.output.contains("BLOCK  c.jpg  0 bits"))
      let other = try folder.write([UInt8]("\(Self.digits)\n".utf8), to: "other.tsv")
      #expect(try await Moderate.run(["pictures", "find", other, results]).status == 0)
      #expect(try await Moderate.run(["pictures", "find", list, Self.cat]).status == 64)
    }
  }
}
