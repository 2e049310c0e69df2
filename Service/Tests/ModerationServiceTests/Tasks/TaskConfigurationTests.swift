import ImageFetching
import Testing

@testable import ModerationService

@Suite("The configuration of tasks", .timeLimit(.minutes(20)))
struct TaskConfigurationTests {
  private static func read(_ text: String) throws -> ServiceConfiguration {
    let folder = try ScratchFolder()
    return try ServiceConfiguration(file: try folder.write(text, to: "service.yaml"))
  }

  @Test func `is read, every key`() throws {
    let configuration = try Self.read(
      """
      tasks: {workers: 3, attempts: 4, longestPauseSeconds: 5}
      callbacks:
        concurrent: 6
        concurrentPerHost: 7
        timeoutSeconds: 8
        longestPauseSeconds: 9
        giveUpHours: 10
        allowedHosts: ["*.hooks.internal"]
        allowedNetworks: [10.1.0.0/16]
        ports: [8443]
        loopbackPorts: [9000]
      """)
    let tasks = configuration.tasks
    #expect((tasks.workerCount, tasks.judgingAttempts, tasks.longestJudgingPauseSeconds) == (3, 4, 5))
    #expect((tasks.callbackCount, tasks.callbackCountPerHost, tasks.callbackSeconds) == (6, 7, 8))
    #expect((tasks.longestCallbackPauseSeconds, tasks.giveUpHours) == (9, 10))
    #expect(tasks.allowedHosts == ["*.hooks.internal"])
    #expect(tasks.allowedNetworks.map(\.description) == ["10.1.0.0/16"])
    #expect((tasks.allowedPorts, tasks.loopbackPorts) == ([8443], [9000]))
    #expect(configuration.problems.isEmpty)
  }

  @Test(
    "refuses what cannot be",
    arguments: [
      "tasks: {workers: 0}", "tasks: {workers: 65}", "tasks: {attempts: 0}", "tasks: {nothing: 1}",
      "callbacks: {giveUpHours: 721}", "callbacks: {timeoutSeconds: 61}", "callbacks: {loopbackPorts: [0]}",
      "callbacks: {allowedNetworks: [10.1.2.3/16]}", "callbacks: {allow: []}",
    ])
  func wrong(text: String) {
    #expect(throws: ConfigurationProblem.self) { try Self.read(text) }
  }

  @Test func `is told where a network can never be allowed`() throws {
    let problems = try Self.read("callbacks: {allowedNetworks: [127.0.0.0/8]}").problems
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("callbacks: the network 127.0.0.0/8 cannot be allowed") == true)
  }

  @Test func `opens this machine at the ports that are named, and at no other`() throws {
    var settings = TaskSettings()
    func accepts(_ url: String) -> Bool {
      (try? CallbackSender(rules: settings.rules(FetchRules())).check(url)) != nil
    }
    #expect(!accepts("http://localhost:9000/"))
    settings.loopbackPorts = [9000]
    #expect(accepts("http://localhost:9000/"))
    #expect(!accepts("http://localhost:9001/"))
    #expect(!accepts("http://127.0.0.1:9000/"))
    let rules = settings.rules(FetchRules())
    for (address, port, isOpen) in [
      ("127.0.0.1", 9000, true), ("::1", 9000, true), ("127.0.0.1", 80, false), ("127.0.0.2", 9000, false),
      ("169.254.169.254", 9000, false),
    ] {
      let endpoint = FetchRules.Endpoint(try #require(HostAddress(address)), port: port)
      #expect(rules.endpointsTreatedAsPublic.contains(endpoint) == isOpen)
    }
  }
}
