import Foundation
import Glibc
import Testing

@testable import ModerationStore

@Suite("Store: one writer for every spelling of a path", .timeLimit(.minutes(20)))
struct StorePathTests {
  let folder: StoreFolder

  init() throws { folder = try StoreFolder() }

  @Test func `a second writer is refused through a link to the file and through one to its folder`() throws {
    let store = try ServiceStore(path: folder.path)
    #expect(symlink(folder.path, folder.file("other.sqlite")) == 0)
    #expect(symlink(folder.url.path, folder.file("there")) == 0)
    for path in [folder.file("other.sqlite"), folder.file("there/service.sqlite"), folder.file("./service.sqlite")] {
      #expect(#expect(throws: StoreError.self) { try ServiceStore(path: path) }?.code == .inUse)
    }
    withExtendedLifetime(store) {}
  }

  @Test func `a store is opened through a link, and is there under its own name`() async throws {
    try await folder.fill()
    #expect(symlink("service.sqlite", folder.file("other.sqlite")) == 0)
    let store = try ServiceStore(path: folder.file("other.sqlite"))
    #expect(try await store.pictures.groups(of: "acme", limit: 1).count == 1)
    #expect(access(folder.file("other.sqlite-writer"), F_OK) != 0)
    #expect(access(folder.file("service.sqlite-writer"), F_OK) == 0)
  }

  @Test func `a store of two names is refused with what to do`() async throws {
    try await folder.fill()
    #expect(link(folder.path, folder.file("second.sqlite")) == 0)
    for path in [folder.path, folder.file("second.sqlite")] {
      let error = #expect(throws: StoreError.self) { try ServiceStore(path: path) }
      #expect(error?.code == .cannotOpen)
      #expect(error?.message.contains("2 names") == true)
      #expect(ServiceStore.problem(at: path)?.code == .cannotOpen)
    }
    #expect(unlink(folder.file("second.sqlite")) == 0)
    _ = try ServiceStore(path: folder.path)
  }

  @Test func `a link to nothing and a folder that is not there are refused`() throws {
    #expect(symlink("nothing", folder.file("dangling")) == 0)
    for path in [folder.file("dangling"), folder.file("none/service.sqlite"), folder.url.path + "/"] {
      #expect(#expect(throws: StoreError.self) { try ServiceStore(path: path) }?.code == .cannotOpen)
    }
    #expect(access(folder.file("nothing"), F_OK) != 0)
  }
}
