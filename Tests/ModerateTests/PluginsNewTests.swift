import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  /// What `moderate plugins new` writes.
  @Suite struct PluginsNew {
    private static func text(_ path: String) throws -> String {
      try String(contentsOf: URL(filePath: path), encoding: .utf8)
    }

    private static func source(_ path: String) throws -> String {
      try text(Moderate.checkout.appending(path: path).path)
    }

    /// The lines of one text that are not those of another, which has as many.
    private static func changes(_ text: String, from other: String) throws -> [Substring] {
      let (new, old) = (text.split(separator: "\n"), other.split(separator: "\n"))
      try #require(new.count == old.count)
      return zip(new, old).filter { $0 != $1 }.map(\.0)
    }

    @Test("from nothing to a changed verdict in C: new, cc, list, check, run")
    func fromNothing() async throws {
      let bench = try PluginBench()
      let new = try await Moderate.run(["plugins", "new", "no-logos", "--language", "c"], in: bench.folder.url)
      #expect(new.status == 0)
      #expect(new.lines == ["no-logos/no-logos.c", "no-logos/moderation_abi.h", "no-logos/README.md"])
      let folder = bench.folder.url.appending(path: "no-logos")
      // The very line that it says comes next.
      let build = try #require(new.errors.split(separator: "\n").first { $0.contains("cc ") })
      let cc = try await Moderate.run(
        ["-c", "\(build) -Wall -Wextra -Werror"], in: folder, executable: URL(filePath: "/bin/sh"))
      try #require(cc.status == 0, "\(cc.errors)")

      let list = try await Moderate.run(["plugins", "list", "no-logos.so"], in: folder)
      #expect(list.status == 0)
      #expect(list.lines.first?.hasPrefix("no-logos/1\tno-logos\tBlue\t-\tlongest side 64\t") == true)
      let check = try await Moderate.run(["plugins", "check", "no-logos.so"], in: folder)
      #expect(check.status == 0)
      #expect(check.output.contains("passed\tno-logos/1\tshapes\t"))

      let pictures = [try bench.bluePicture(), Fixture.path(Picture.photo)]
      let before = try await Moderate.run(["--scenes", "porn"] + pictures)
      #expect(before.words == ["PASS", "PASS"])
      let alone = try await Moderate.run(["plugins", "run", "no-logos.so"] + pictures, in: folder)
      #expect(alone.status == 0)
      #expect(alone.words == ["BLOCK", "PASS"])
      #expect(alone.output.contains("Blue 0.86 by no-logos/1"))
      let beside = try await Moderate.run(
        ["--scenes", "porn", "--plugin", "no-logos.so", "--fail-on", "block"] + pictures, in: folder)
      #expect(beside.status == 2)
      #expect(beside.words == ["BLOCK", "PASS"])
    }

    @Test("the C folder is the example under another name, and the header as it is")
    func c() async throws {
      let folder = try TemporaryFolder()
      let run = try await Moderate.run(["plugins", "new", "x1", "--language", "c", "--output", folder.path])
      #expect(run.status == 0)
      #expect(try folder.text(of: "moderation_abi.h") == Self.source("Sources/CModerationABI/include/moderation_abi.h"))
      let changes = try Self.changes(try folder.text(of: "x1.c"), from: try Self.source("Examples/Plugins/C/blue.c"))
      #expect(changes.count == 2)
      #expect(changes.first?.hasSuffix("in C: cc -shared -fPIC x1.c -o x1.so */") == true)
      #expect(changes.last?.contains(#".id = TEXT("x1/1"), .scene = TEXT("x1"), "#) == true)
      #expect(try folder.text(of: "README.md").contains("cc -std=c11 -O2 -shared -fPIC x1.c -o x1.so"))
    }

    @Test("the Python folder is the example under another name, its shim and the header as they are")
    func python() async throws {
      let folder = try TemporaryFolder()
      let run = try await Moderate.run(["plugins", "new", "x-1", "--language", "python", "--output", folder.path])
      #expect(run.status == 0)
      #expect(try folder.text(of: "moderation_abi.h") == Self.source("Sources/CModerationABI/include/moderation_abi.h"))
      for file in ["python.c", "describe.py"] {
        #expect(try folder.text(of: file) == Self.source("Examples/Plugins/Python/\(file)"))
      }
      let detector = try Self.changes(
        try folder.text(of: "x-1.py"), from: try Self.source("Examples/Plugins/Python/blue.py"))
      #expect(detector.count == 1)
      #expect(detector.first?.hasPrefix(#"DETECTOR = {"id": "x-1/1", "scene": "x-1", "#) == true)
      let makefile = try Self.changes(
        try folder.text(of: "Makefile"), from: try Self.source("Examples/Plugins/Python/Makefile"))
      #expect(makefile == ["NAME := x-1", "ABI ?= ."])
      #expect(try Self.source("Examples/Plugins/Python/blue.py").split(separator: "\n").count <= 25)
    }

    @Test("the Swift package is the example under another name, and depends on the folder given")
    func swift() async throws {
      let folder = try TemporaryFolder()
      let package = try TemporaryFolder()
      let quoted = try package.write(try Self.source("Package.swift").utf8, to: "a \"b\"/Package.swift")
      let dependency = URL(filePath: quoted).deletingLastPathComponent().path
      let run = try await Moderate.run([
        "plugins", "new", "x-1", "--language", "swift", "--output", folder.path, "--package", dependency,
      ])
      #expect(run.status == 0)
      let manifest = try Self.changes(
        try folder.text(of: "Package.swift"), from: try Self.source("Examples/Plugins/Swift/Package.swift"))
      #expect(manifest.count == 4)
      #expect(manifest.filter { $0.contains("\"x-1\"") }.count == 3)
      #expect(manifest.contains { $0.contains(#"a \"b\"")"#) })
      let source = try Self.changes(
        try folder.text(of: "Sources/x-1/x-1.swift"),
        from: try Self.source("Examples/Plugins/Swift/Sources/Blue/Blue.swift"))
      #expect(source == [#"    id: "x-1/1", scene: Scene(rawValue: "x-1"), covers: [], doesNotCover: [],"#])
      #expect(try folder.text(of: "plugin.map") == "{ global: moderation_plugin_entry; local: *; };\n")
      #expect(try folder.text(of: "README.md").contains("-Xswiftc -static-stdlib -Xlinker --version-script="))
    }

    @Test("without --package it depends on the checkout that the program was built in")
    func checkout() async throws {
      let folder = try TemporaryFolder()
      let run = try await Moderate.run(["plugins", "new", "x", "--language", "swift", "--output", folder.path])
      #expect(run.status == 0)
      let checkout = Moderate.checkout.resolvingSymlinksInPath().path
      #expect(try folder.text(of: "Package.swift").contains("path: \"\(checkout)\""))
    }

    @Test("nothing is overwritten, and nothing is written beside it")
    func overwriting() async throws {
      let folder = try TemporaryFolder()
      try folder.write("mine".utf8, to: "README.md")
      let run = try await Moderate.run(["plugins", "new", "x", "--language", "c", "--output", folder.path])
      #expect(run.status == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("README.md"))
      #expect(try folder.text(of: "README.md") == "mine")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["README.md"])
    }

    @Test(
      "a name that would mean something to a shell, a file system or a compiler is refused",
      arguments: [
        "", "../x", "a/b", "a b", "a.b", "a_b", "1a", "-a", "é", "a\"b", "a;b", String(repeating: "a", count: 65),
      ])
    func names(name: String) async throws {
      let folder = try TemporaryFolder()
      let run = try await Moderate.run(["plugins", "new", "--language", "c", "--", name], in: folder.url)
      #expect(run.status == 64)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test(
      "a command line that makes no sense is refused",
      arguments: [
        ["x"], ["x", "--language", "rust"], ["x", "--language", "c", "--package", "/"],
        ["x", "--language", "swift", "--package", "/nowhere"], ["x", "--language", "c", "--output", ""],
      ])
    func usage(arguments: [String]) async throws {
      let folder = try TemporaryFolder()
      let run = try await Moderate.run(["plugins", "new"] + arguments, in: folder.url)
      #expect(run.status == 64)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }
}
