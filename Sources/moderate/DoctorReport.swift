/// The lines of `moderate doctor`, printed as they become known: what ends the program leaves those before it.
struct DoctorReport {
  enum Health: String {
    case ok
    case weaker
    case missing
  }

  private(set) var isMissingSomething = false

  mutating func add(_ health: Health, _ name: String, _ what: String) {
    func pad(_ text: String) -> String { text + String(repeating: " ", count: max(0, 10 - text.count)) }
    StandardOutput.write("\(pad(health.rawValue))\(pad(name))\(Printable.text(what))\n")
    if health == .missing { isMissingSomething = true }
  }
}
