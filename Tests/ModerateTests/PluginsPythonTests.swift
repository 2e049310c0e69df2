import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  /// Detectors in Python, built and run.
  @Suite(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3-config"),
      "no Python headers here: install python3-dev"))
  struct PluginsPython {
    /// A new detector in a folder of its own.
    private struct Bench {
      let folder: TemporaryFolder
      let library: String

      /// - Parameter functions: What stands in place of the template's functions; nil for those.
      init(_ functions: String? = nil) async throws {
        folder = try TemporaryFolder()
        library = folder.path + "/x/x.so"
        let new = try await Moderate.run(["plugins", "new", "x", "--language", "python"], in: folder.url)
        try #require(new.status == 0, "\(new.errors)")
        guard let functions else { return }
        let template = try folder.text(of: "x/x.py")
        let start = try #require(template.range(of: "def create"))
        try folder.write((template[..<start.lowerBound] + functions).utf8, to: "x/x.py")
      }

      func make(_ options: [String] = []) async throws -> ModerateRun {
        try await Moderate.run(
          ["make", "-s", "-C", folder.path + "/x"] + options, executable: URL(filePath: "/usr/bin/env"))
      }

      /// Builds it and shows it a photograph.
      func answer(_ options: [String] = []) async throws -> ModerateRun {
        let made = try await make()
        try #require(made.status == 0, "\(made.errors)")
        return try await Moderate.run(["plugins", "run", library] + options + [Fixture.path(Picture.photo)])
      }
    }

    @Test("from nothing to a verdict: new, make, check, and beside the others, in a worker and in process")
    func fromNothing() async throws {
      let bench = try await Bench()
      let worker = try await bench.answer()
      #expect(worker.status == 0, "\(worker.errors)")
      #expect(worker.output.contains("by x/1"))
      let check = try await Moderate.run(["plugins", "check", bench.library])
      #expect(check.status == 0, "\(check.output)")
      let digest = try await Moderate.run(["sha256sum", bench.library], executable: URL(filePath: "/usr/bin/env"))
      let sha256 = digest.output.prefix(64)
      let both = try await Moderate.run([
        "--scenes", "porn", "--plugin", "\(bench.library)=\(sha256)", "-v", Fixture.path(Picture.photo),
      ])
      #expect(both.words == ["PASS"], "\(both.errors)")
      #expect(both.output.contains("by x/1"))
      // Here the checks also call it from several threads, and behind a page that may not be read.
      let inProcess = try await Moderate.run([
        "plugins", "check", "\(bench.library)=\(sha256)", "--plugin-in-process",
      ])
      #expect(inProcess.status == 0, "\(inProcess.output)\(inProcess.errors)")
      #expect(inProcess.output.contains("passed\tx/1\tconcurrency"))
      #expect(inProcess.output.contains("passed\tx/1\toverread"))
    }

    /// What the functions are, and what the answer says.
    static let faults: [(String, String)] = [
      (
        "def inspect(p, w, h):\n    return [('Blue', 1 / (w - w))]\n",
        "ZeroDivisionError: division by zero (x.py, line 8)"
      ),
      ("inspect = lambda p, w, h: [0.5]\n", "TypeError: inspect must return tuples"),
      ("inspect = lambda p, w, h: [('Blue',)]\n", "TypeError"),
      ("inspect = lambda p, w, h: [('Blue', 'x')]\n", "TypeError"),
      ("inspect = lambda p, w, h: [('Blue', 0.5, {'a': 1})]\n", "TypeError"),
      (
        "inspect = lambda p, w, h: [('Blue', 0.5, {str(i): '' for i in range(65)})]\n",
        "ValueError: a finding has more than 64 details"
      ),
      ("inspect = lambda p, w, h: None\n", "TypeError: 'NoneType' object is not iterable"),
      ("inspect = lambda p, w, h: [('Red', 0.5)]\n", "claims the undeclared label Red"),
      ("inspect = lambda p, w, h: [('Blue', float('nan'))]\n", "gave the score nan"),
      ("inspect = lambda p, w, h: open('/etc/passwd').read()\n", "PermissionError"),
      ("import sys\ninspect = lambda p, w, h: sys.exit(0)\n", "SystemExit: 0"),
      ("def inspect(p, w, h):\n    raise ValueError('é' * 1000)\n", "ValueError: éééé"),
    ]

    @Test("what goes wrong in Python is a gap that says the last line, never a clean picture", arguments: faults)
    func failures(functions: String, says: String) async throws {
      let run = try await Bench(functions + "create = lambda folder, configuration: inspect\n").answer()
      #expect(run.status == 1)
      #expect(run.words == ["REVIEW"])
      #expect(run.output.contains(says), "\(run.output)")
    }

    @Test(
      "what cannot be made is said before any image is read",
      arguments: [
        ("def create(folder, configuration):\n    import no_such_module\n", "No module named 'no_such_module'"),
        ("def create(folder, configuration):\n    return 3\n", "create must return what looks at pixels"),
        ("x = 1\n", "has no function create"), ("1 / 0\n", "ZeroDivisionError: division by zero (x.py, line 7)"),
      ])
    func unmade(functions: String, says: String) async throws {
      let run = try await Bench(functions).answer()
      #expect(run.status == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(says), "\(run.errors)")
    }

    @Test("the folder and the operator's text reach create, and details the evidence")
    func configuration() async throws {
      let run = try await Bench(
        """
        def create(folder, configuration):
            return lambda p, w, h: [("Blue", 0.2, {"size": f"{w}x{h}={len(p)}", "text": configuration, "at": folder})]
        """
      ).answer(["--plugin-configuration", "x/1=house rules", "--json"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains(#""size":"64x64=12288""#))
      #expect(run.output.contains(#""text":"house rules""#))
    }

    @Test("a description that is wrong is refused where it is built, and missing headers name their package")
    func building() async throws {
      let broken = try await Bench("def create(:\n").make()
      #expect(broken.status != 0)
      #expect(broken.errors.contains("x.py: DETECTOR cannot be read: invalid syntax (x.py, line 7)"))
      for (old, new, says) in [
        ("(0.4, 0.6)", "(0.6, 0.4)", "the second bound must be a number from 0.6 to 1, not 0.4"),
        ("\"longest_side\": 64", "\"longest_side\": 0", "longest_side must be a number from 1 to 10000, not 0"),
        ("\"scene\": \"x\"", "\"scene\": \"\"", "scene must be a text of printable ASCII"),
        ("\"scene\": \"x\", ", "", "DETECTOR must have id, scene, longest_side and bands"),
        ("DETECTOR =", "OTHER =", "has no DETECTOR"),
      ] {
        let bench = try await Bench()
        let text = try bench.folder.text(of: "x/x.py")
        try #require(text.contains(old))
        try bench.folder.write(text.replacing(old, with: new).utf8, to: "x/x.py")
        let run = try await bench.make()
        #expect(run.status != 0)
        #expect(run.errors.contains(says), "\(run.errors)")
      }
      let missing = try await Bench().make(["PYTHON_CONFIG=/nonexistent/python3-config"])
      #expect(missing.status != 0)
      #expect(missing.errors.contains("apt install python3-dev"))
    }
  }
}
