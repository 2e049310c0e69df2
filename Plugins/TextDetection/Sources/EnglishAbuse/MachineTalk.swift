/// Hard words that are said of machines and pests and mean nobody: `shut down the server and kill the process`.
enum MachineTalk {
  /// How many words may stand between the hard word and what it is said of.
  static let maximumGap = 3

  /// Words without those that are said of a machine: before it (`kill the process`) or behind (`the process was killed`),
  /// and no person between.
  static func removed(from words: [String]) -> [String] {
    guard words.contains(where: hardWords.contains) else { return words }
    return words.indices.filter { index in
      guard hardWords.contains(words[index]) else { return true }
      if words[index].hasPrefix("shut"), index + 1 < words.count, words[index + 1] == "down" { return false }
      let behind = words[(index + 1)...].prefix(maximumGap + 1).prefix { !persons.contains($0) }
      let before = words[..<index].suffix(maximumGap + 1).reversed().prefix { !persons.contains($0) }
      return !(behind + before).contains(where: things.contains)
    }.map { words[$0] }
  }

  private static let hardWords: Set<String> = [
    "kill", "kills", "killed", "killing", "killer", "die", "dies", "died", "dying", "dead", "shoot", "shoots", "shut",
    "shuts", "shutting", "abort", "aborts", "aborted", "execute", "executes", "executed", "destroy", "destroys",
    "destroyed", "nuke", "attack", "attacks", "slave", "slaves", "dumb", "hang", "hangs", "strip", "bang",
  ]

  private static let persons: Set<String> = [
    "you", "yourself", "yourselves", "your", "him", "himself", "her", "herself", "them", "themselves", "me", "myself",
    "us", "people", "everyone", "everybody", "somebody", "someone", "he", "she", "they", "man", "men", "woman",
    "women", "kids", "child", "children", "mother", "mom", "dad", "family",
  ]

  private static let things: Set<String> = [
    "process", "processes", "server", "servers", "task", "tasks", "job", "jobs", "thread", "threads", "session",
    "sessions", "connection", "connections", "port", "app", "apps", "application", "applications", "program",
    "programs", "daemon", "daemons", "container", "containers", "pod", "pods", "query", "queries", "script", "scripts",
    "instance", "instances", "service", "services", "node", "nodes", "cluster", "worker", "workers", "tab", "tabs",
    "window", "windows", "browser", "engine", "machine", "machines", "system", "computer", "computers", "laptop",
    "battery", "batteries", "phone", "power", "switch", "pid", "kernel", "terminal", "shell", "command", "commands",
    "build", "builds", "code", "loop", "timer", "request", "requests", "socket", "signal", "database", "router",
    "germs", "bacteria", "virus", "viruses", "bugs", "insects", "weeds", "mold", "odors",
  ]
}
