/// The detector that `moderate plugins new` writes: one of the examples of this checkout, under another name.
///
/// The examples and the header are part of the program (`Templates/` holds links to them, which SwiftPM embeds), so
/// what is written is what the tests build, and needs no checkout where it is written.
struct PluginTemplate {
  let files: [NewTextFile]
  /// The command that builds it, inside its folder.
  let build: String
  /// The library that the command makes.
  let library: String

  /// A detector in C: needs a compiler and nothing else.
  static func c(_ name: PluginName) -> PluginTemplate {
    let library = "\(name).so"
    let build = "cc -std=c11 -O2 -shared -fPIC \(name).c -o \(library)"
    let source = text(PackageResources.blue_c_txt)
      .replacing("-I ../../../Sources/CModerationABI/include blue.c -o blue.so", with: "\(name).c -o \(library)")
      .replacing("blue.c/1", with: "\(name)/1")
      .replacing(#"TEXT("blue")"#, with: #"TEXT("\#(name)")"#)
    let files = [
      NewTextFile("\(name).c", source), NewTextFile("moderation_abi.h", text(PackageResources.moderation_abi_h_txt)),
      readme(name, source: "\(name).c", interface: "moderation_abi.h", build: build, library: library),
    ]
    return PluginTemplate(files: files, build: build, library: library)
  }

  /// A detector in Python, with the shim that runs it: needs a compiler, make and Python's headers.
  static func python(_ name: PluginName) -> PluginTemplate {
    let detector = text(PackageResources.blue_py_txt)
      .replacing(#""id": "blue.python/1", "scene": "blue""#, with: #""id": "\#(name)/1", "scene": "\#(name)""#)
    let makefile = text(PackageResources.Makefile_txt)
      .replacing("NAME := blue", with: "NAME := \(name)")
      .replacing("../../../Sources/CModerationABI/include", with: ".")
    let (build, library) = ("make", "\(name).so")
    let files = [
      NewTextFile("\(name).py", detector), NewTextFile("python.c", text(PackageResources.python_c_txt)),
      NewTextFile("describe.py", text(PackageResources.describe_py_txt)), NewTextFile("Makefile", makefile),
      NewTextFile("moderation_abi.h", text(PackageResources.moderation_abi_h_txt)),
      readme(
        name, source: "\(name).py", interface: "the comment above each of its functions", build: build, library: library
      ),
    ]
    return PluginTemplate(files: files, build: build, library: library)
  }

  /// A detector in Swift.
  ///
  /// - Parameter package: The folder of swift-image-moderation, absolute.
  static func swift(_ name: PluginName, package: String) -> PluginTemplate {
    let library = ".build/release/lib\(name).so"
    // Swift's runtime goes into the library (SwiftPM's own switch for that leaves libraries out), so that it opens
    // where no Swift is installed or readable. The version script leaves the entry alone visible: what is linked into
    // two plugins, that runtime too, is then two.
    let build = "swift build -c release -Xswiftc -static-stdlib -Xlinker --version-script=\"$PWD/plugin.map\""
    let manifest = text(PackageResources.Package_swift_txt)
      .replacing(#""../../..""#, with: literal(package))
      .replacing(#""Blue""#, with: literal(name.text))
    let source = text(PackageResources.Blue_swift_txt)
      .replacing("blue.swift/1", with: "\(name)/1")
      .replacing(#"Scene(rawValue: "blue")"#, with: #"Scene(rawValue: "\#(name)")"#)
    let files = [
      NewTextFile("Package.swift", manifest), NewTextFile("Sources/\(name)/\(name).swift", source),
      NewTextFile("plugin.map", "{ global: moderation_plugin_entry; local: *; };\n"),
      readme(
        name, source: "Sources/\(name)/\(name).swift", interface: "the documentation of ModerationPluginKit",
        build: build, library: library),
    ]
    return PluginTemplate(files: files, build: build, library: library)
  }

  private static func readme(
    _ name: PluginName, source: String, interface: String, build: String, library: String
  ) -> NewTextFile {
    NewTextFile(
      "README.md",
      """
      # \(name)

      A detector for swift-image-moderation. As it was written it flags blue pictures: `\(source)` is the place to begin,
      \(interface) says what it may do. Build it, see that it opens and holds to the rules, see what it says:

          \(build)
          moderate plugins list \(library)
          moderate plugins check \(library)
          moderate plugins run \(library) PICTURE

      Then have it look beside the others, pinned, so that no other file is opened:

          moderate --plugin \(library)=$(sha256sum \(library) | cut -c1-64) PICTURE

      """)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// A text as a literal of Swift.
  private static func literal(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
