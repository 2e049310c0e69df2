import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  @Suite struct Help {
    @Test("help lists the tools, and has a word and a version of its own")
    func help() async throws {
      let help = try await Moderate.run(["--help"], scenes: false)
      for tool in Moderate.tools { #expect(help.output.contains("\n  \(tool) "), Comment(rawValue: tool)) }
      #expect(try await Moderate.run(["help"], scenes: false).output == help.output)
      #expect(try await Moderate.run(["--version"], scenes: false).output.hasPrefix("moderate "))
      let words = try await Moderate.run(["help", "words", "test"], scenes: false)
      #expect(words.status == 0 && words.output.contains("USAGE: moderate words test"))
      let none = try await Moderate.run(["help", "nosuch"], scenes: false)
      #expect(none.status == 64 && none.errors.contains("there is no subcommand nosuch"))
    }

    @Test("options that any tool may have stand before its word, too")
    func before() async throws {
      let scratch = try TemporaryFolder()
      _ = try await Moderate.run(["policies", "init", scratch.path + "/p"])
      for arguments in [["--policies", scratch.path + "/p"], ["--policies=\(scratch.path)/p"]] {
        let run = try await Moderate.run(arguments + ["policies", "show", "avatars"], scenes: false)
        #expect(run.status == 0 && run.output.hasPrefix("# avatars, version"))
      }
      let wrong = try await Moderate.run(["--models", "m", "words", "test", "list"], scenes: false)
      #expect(wrong.status == 64 && wrong.errors.contains("Unknown option '--models'"))
    }

    @Test("--quiet leaves standard error to what is wrong")
    func quiet() async throws {
      let pictures = ["safety_classifier/arcs.png", "images/generated/boundary/d_50x50.png"]
      let run = try await Moderate.run(["--quiet"] + pictures)
      #expect(run.lines.count == 2 && run.errors == "")
      let scratch = try TemporaryFolder()
      let scan = try await Moderate.run(
        ["scan", "-q", "--scenes", "porn", "--deadline", "3600", "--output", scratch.path + "/run"] + pictures)
      #expect(scan.status == 1 && scan.errors == "" && scan.output == "")
    }

    @Test("shells take the completions", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
      let run = try await Moderate.run(["--generate-completion-script", shell], scenes: false)
      #expect(run.status == 0 && run.output.contains("fingerprints") && run.output.contains("fail-on"))
      guard shell == "bash" else { return }
      let scratch = try TemporaryFolder()
      let script = try scratch.write(run.output.utf8, to: "moderate")
      // As bash calls it behind a tool's word, and behind an option with values.
      for (words, expected) in [("scan --gol", "--golden"), ("words te", "test"), ("--limits tiia", "tiia-2019-05-29")]
      {
        let line = """
          source \(script); COMP_WORDS=(moderate \(words)); COMP_CWORD=2; COMP_LINE='moderate \(words)'
          COMP_POINT=${#COMP_LINE}; _moderate moderate "${COMP_WORDS[2]}" "${COMP_WORDS[1]}"; echo "${COMPREPLY[@]}"
          """
        let completed = try await Moderate.run(
          ["-c", line], environment: ["PATH": Moderate.executable.deletingLastPathComponent().path + ":/usr/bin:/bin"],
          executable: URL(filePath: "/bin/bash"))
        #expect(completed.lines == [expected], Comment(rawValue: completed.errors))
      }
    }

    @Test("a file whose name reads as options is not taken for them, and a misspelt tool is told")
    func mistaken() async throws {
      let scratch = try TemporaryFolder()
      try scratch.write([1], to: "-h.png")
      let options = try await Moderate.run(["--scenes", "porn", "-h.png"], in: scratch.url, scenes: false)
      #expect(options.status == 64 && options.errors.contains("write ./-h.png, or -- before the paths"))
      let paths = try await Moderate.run(
        ["--scenes", "porn", "--deadline", "3600", "--", "-h.png"], in: scratch.url, scenes: false)
      #expect(paths.status == 1 && paths.output.hasPrefix("REFUSED  -h.png"))
      let tool = try await Moderate.run(["scam", "--scenes", "porn"], in: scratch.url, scenes: false)
      #expect(tool.errors.contains("did you mean scan?"))
    }
  }
}
