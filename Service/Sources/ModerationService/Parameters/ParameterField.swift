/// A parameter of an action as the documents describe it.
struct ParameterField: Sendable {
  /// What a value may be.
  indirect enum Form: Sendable {
    case string
    case integer
    case unsigned
    case number
    case boolean
    /// - Parameter atMost: The most elements.
    case list(Form, atMost: Int = ActionParameters.maximumElementCount)
    case structure([ParameterField])
  }

  let name: String
  let form: Form
  let isRequired: Bool

  init(_ name: String, _ form: Form = .string, isRequired: Bool = false) {
    self.name = name
    self.form = form
    self.isRequired = isRequired
  }
}
