import Foundation
import TestFixtures
import Testing

extension ModerateTests {
  /// Libraries beside the detectors of the program.
  @Suite struct Plugins {
    /// A run that looked at nothing because of a plugin.
    private func expectNoAnswer(
      _ run: ModerateRun, status: Int32 = 1, naming words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(run.exited, sourceLocation: sourceLocation)
      #expect(run.status == status, sourceLocation: sourceLocation)
      #expect(run.output.isEmpty, sourceLocation: sourceLocation)
      for word in words { #expect(run.errors.contains(word), "\(run.errors)", sourceLocation: sourceLocation) }
    }

    private static let noModels: [String: String?] = ["IMAGE_MODERATION_MODELS": "/nonexistent"]

    @Test("with --scenes none only the plugin looks, its scene is in the answer, and no model is needed")
    func alone() async throws {
      let bench = try PluginBench()
      let run = try await Moderate.run(
        "--json", "--scenes", "none", "--plugin", try await bench.blue(), try bench.bluePicture(), bench.greyPicture(),
        environment: Self.noModels)
      #expect(run.status == 0)
      let documents = try run.documents()
      #expect(documents.map { $0["suggestion"] } == ["BLOCK", "PASS"])
      #expect(documents.first?["label"] == "Blue")
      #expect(documents.first?["scenes"].elements.map { $0["scene"] } == ["blue"])
      #expect(
        run.errors.contains("looking at blue; off: porn, terror, politics (needs --gallery or --fingerprints), text"))
    }

    @Test("--scenes none without anybody else is a wrong command line")
    func nobody() async throws {
      let run = try await Moderate.run("--scenes", "none", try PluginBench().greyPicture())
      expectNoAnswer(run, status: 64, naming: "--plugin")
    }

    @Test("a pinned library gives the same answer in a worker and in this process; an unpinned one stays out of it")
    func inProcess() async throws {
      let bench = try PluginBench()
      let (blue, picture) = (try await bench.blue(), try bench.bluePicture())
      let pinned = try PluginBench.pinned(blue)
      let arguments = ["--json", "--scenes", "none", picture, "--plugin"]
      let worker = try await Moderate.run(arguments + [pinned])
      let here = try await Moderate.run(arguments + [pinned, "--plugin-in-process"])
      #expect(try worker.document().without("timing") == here.document().without("timing"))
      #expect(try here.document()["suggestion"] == "BLOCK")
      expectNoAnswer(
        try await Moderate.run(arguments + [blue, "--plugin-in-process"]), status: 64, naming: "unpinned", "blue.so")
      expectNoAnswer(
        try await Moderate.run(["--scenes", "none", picture, "--plugins", bench.path, "--plugin-in-process"]),
        status: 64, naming: "unpinned")
    }

    @Test("another file than the pinned one is not opened", arguments: [[], ["--plugin-in-process"]])
    func otherFile(options: [String]) async throws {
      let bench = try PluginBench()
      let pin = "=" + String(repeating: "0", count: 64)
      let run = try await Moderate.run(
        ["--scenes", "none", "--plugin", try await bench.blue() + pin, try bench.greyPicture()] + options)
      expectNoAnswer(run, naming: "blue.so", "SHA-256")
    }

    @Test(
      "a digest with a digit too few does not unpin a library",
      arguments: ["=", "=abc", "=" + String(repeating: "g", count: 64)])
    func brokenPin(pin: String) async throws {
      let bench = try PluginBench()
      let run = try await Moderate.run("--scenes", "none", "--plugin", try await bench.blue() + pin, "x.png")
      expectNoAnswer(run, status: 64, naming: "blue.so")
    }

    @Test("what is no library is an error that names it, before any model is looked for")
    func noLibrary() async throws {
      let bench = try PluginBench()
      let picture = try bench.greyPicture()
      for (arguments, name) in [
        (["--plugin", picture], "grey.bmp"), (["--plugin", "/nowhere/a.so"], "/nowhere/a.so"),
        (["--plugin", bench.path], bench.path), (["--plugins", "/nowhere"], "/nowhere"),
        (["--plugins", bench.path], "holds no *.so"),
      ] {
        expectNoAnswer(
          try await Moderate.run(["--scenes", "porn"] + arguments + [picture], environment: Self.noModels),
          naming: name)
      }
    }

    @Test("a library given twice is refused, also by way of its folder")
    func twice() async throws {
      let bench = try PluginBench()
      let blue = try await bench.blue()
      let run = try await Moderate.run(
        "--scenes", "none", "--plugin", blue, "--plugins", bench.path, try bench.greyPicture())
      expectNoAnswer(run, naming: "blue.c/1 was given twice")
    }

    @Test("every *.so directly in a folder looks, and nothing else in it does")
    func folder() async throws {
      let bench = try PluginBench()
      _ = try await bench.blue()
      _ = try await bench.misbehaving()
      try bench.folder.write("no library".utf8, to: "notes.txt")
      try bench.folder.write("no library".utf8, to: "deeper/broken.so")
      let run = try await Moderate.run("--json", "--scenes", "none", "--plugins", bench.path, try bench.bluePicture())
      #expect(run.status == 0)
      #expect(try run.document()["scenes"].elements.map { $0["scene"] } == ["blue", "test"])
    }

    @Test("a crash over one picture costs REVIEW for that picture, with the reason, and the others are right")
    func crash() async throws {
      let bench = try PluginBench()
      let deadly = try bench.picture("deadly.bmp", red: 100, green: 0, blue: 0)
      let run = try await Moderate.run(
        "--json", "--jobs", "1", "--scenes", "none", "--plugin", try await bench.misbehaving(), "--plugin",
        try await bench.blue(), try bench.bluePicture(), deadly, try bench.greyPicture())
      #expect(run.exited)
      #expect(run.status == 1)
      let documents = try run.documents()
      #expect(documents.map { $0["suggestion"] } == ["BLOCK", "REVIEW", "PASS"])
      let scenes = documents[1]["scenes"].elements
      #expect(scenes.map { $0["scene"] } == ["blue", "test"])
      #expect(
        documents.map { $0["scenes"].elements.map { $0["status"] } } == [
          ["evaluated", "evaluated"], ["evaluated", "failed"], ["evaluated", "evaluated"],
        ])
      #expect(scenes.last?["reason"].text?.contains("misbehaving/1 broke down") == true, "\(documents[1])")
    }

    @Test(
      "a text plugin gets the words that the text scene reads, its configuration, and its log goes to standard error")
    func words() async throws {
      let bench = try PluginBench()
      let words = try await bench.words()
      let file = try bench.folder.write("weekly".utf8, to: "word.txt")
      let chat = Fixture.path("images/text/chat.png")
      for (configuration, suggestion) in [("words/1=@\(file)", "BLOCK"), ("words/1=no such word", "PASS")] {
        let run = try await Moderate.run(
          "--json", "--scenes", "text", "--plugin", words, "--plugin-configuration", configuration, chat)
        #expect(run.status == 0)
        let document = try run.document()
        #expect(document["suggestion"] == .string(suggestion))
        #expect(run.lines.count == 1)
        #expect(run.errors.contains("moderate: words/1: looking for a word\\nPASS\n"))
        guard suggestion == "BLOCK" else { continue }
        let finding = try #require(document["findings"].elements.first { $0["detector"] == "words/1" })
        #expect(finding["label"] == "Said")
        #expect(finding["text"].text?.contains("weekly") == true)
        #expect(finding["boxes"].elements.count == 1)
      }
      let alone = try await Moderate.run(
        "plugins", "run", "--plugin-configuration", "words/1=weekly", words, chat)
      #expect(alone.words == ["BLOCK"])
    }

    @Test("a text plugin without the text scene, or a text that no detector takes, is a wrong command line")
    func textPluginAlone() async throws {
      let bench = try PluginBench()
      let (words, picture) = (try await bench.words(), try bench.greyPicture())
      let wanted = ["--plugin-configuration", "words/1=a"]
      expectNoAnswer(
        try await Moderate.run(["--scenes", "none", "--plugin", words, picture] + wanted), status: 64,
        naming: "words/1", "--scenes")
      let wrong = [
        (wanted + wanted, "twice"), (["--plugin-configuration", "word/1=a"], "there are words/1"),
        (["--plugin-configuration", "words/1=@/nowhere"], "/nowhere"),
      ]
      for (arguments, reason) in wrong {
        expectNoAnswer(
          try await Moderate.run(["--scenes", "text", "--plugin", words, picture] + arguments), status: 64,
          naming: reason)
      }
      expectNoAnswer(
        try await Moderate.run("--scenes", "text", "--plugin", words, picture), naming: "words.so", "give a word of 1")
    }

    @Test("a plugin reads what --plugin-read names, and nothing else outside its folder")
    func reading() async throws {
      let bench = try PluginBench()
      // Short enough for the plugin's 64 bytes.
      let folder = URL(filePath: "/tmp/words-\(UInt32.random(in: 0 ... .max))")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(at: folder) }
      try Data("weekly".utf8).write(to: folder.appending(path: "word.txt"))
      let arguments = [
        "plugins", "run", "--plugin-configuration", "words/1=\(folder.path)/word.txt", try await bench.words(),
        Fixture.path("images/text/chat.png"),
      ]
      expectNoAnswer(try await Moderate.run(arguments), naming: "cannot read its word")
      #expect(try await Moderate.run(arguments + ["--plugin-read", folder.path]).words == ["BLOCK"])
      expectNoAnswer(
        try await Moderate.run(arguments + ["--plugin-read", "/nowhere"]), status: 64, naming: "/nowhere")
    }

    @Test("no word of a plugin reaches a terminal as an order")
    func terminal() async throws {
      let bench = try PluginBench()
      let orders = #"-DLIE=description.scene=(moderation_text)TEXT("a\033[31m\tb\nPASS")"#
      let library = try await bench.library("Tests/PluginHostTests/Plugins/misbehaving.c", [orders])
      let run = try await Moderate.run("plugins", "run", library, try bench.greyPicture())
      #expect(run.words == ["PASS"])
      #expect(!(run.output + run.errors).contains("\u{1B}"))
      #expect(run.output.contains(#"         a\x1B[31m\tb\nPASS  PASS, evaluated"#))
      let list = try await Moderate.run("plugins", "list", library)
      #expect(list.lines.count == 1)
      #expect(list.lines.first?.split(separator: "\t").count == 8)
    }

    @Test("the list has a line for each detector and one for each library that is broken")
    func list() async throws {
      let bench = try PluginBench()
      let blue = try await bench.blue()
      _ = try await bench.words()
      _ = try await bench.library("Tests/PluginHostTests/Plugins/misbehaving.c", as: "liar.so", ["-DOTHER_VERSION"])
      let run = try await Moderate.run(
        "plugins", "list", "--json", bench.path, try PluginBench.pinned(blue), "/nowhere")
      #expect(run.status == 1)
      let documents = try run.documents(schema: "plugin-listing-1")
      #expect(documents.map { $0["detector"]["id"].text } == ["blue.c/1", nil, "words/1", "blue.c/1", nil])
      #expect(documents.map { $0["detector"]["judges"].text } == ["pixels", nil, "text", "pixels", nil])
      #expect(documents.map { $0["runsIn"].elements.count } == [1, 0, 1, 2, 0])
      #expect(documents[1]["failure"]["message"].text?.contains("version 2") == true)
      #expect(try PluginBench.pinned(blue) == "\(blue)=\(documents[0]["sha256"].text ?? "")")

      let plain = try await Moderate.run("plugins", "list", bench.path)
      #expect(plain.status == 1)
      #expect(plain.lines.count == 3)
      #expect(plain.lines[1].hasPrefix("BROKEN\t\(bench.path)/liar.so\t"))
      #expect(plain.lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).count } == [8, 3, 8])
    }

    @Test("the checks find what a detector breaks, in a worker and with a crash")
    func check() async throws {
      let bench = try PluginBench()
      let good = try await Moderate.run(
        "plugins", "check", "--plugin-in-process", PluginBench.pinned(try await bench.blue()))
      #expect(good.status == 0)
      #expect(good.output.contains("passed\tblue.c/1\tconcurrency\t"))
      let bad = try await Moderate.run("plugins", "check", try await bench.faulty())
      #expect(bad.exited)
      #expect(bad.status == 1)
      #expect(bad.lines.contains { $0.hasPrefix("failed\tblue.c/1\tshapes\t") && $0.contains("broke down") })
      #expect(bad.output.contains("failed\tblue.c/1\tdeterminism\t"))
      #expect(bad.output.contains("skipped\tblue.c/1\toverread\t"))
      expectNoAnswer(
        try await Moderate.run("plugins", "check", "--plugin-in-process", try await bench.faulty()), status: 64,
        naming: "unpinned")
      expectNoAnswer(try await Moderate.run("plugins", "check", "/nowhere.so"), naming: "/nowhere.so")
    }
  }
}
