import ModerationCore

/// The linear model of alt-profanity-check: how often which words stand in a text, weighed by five machines.
///
/// TF-IDF of single words, normalised to length 1; five linear support vector machines, each with a logistic curve that
/// makes a probability of its value; their mean. As scikit-learn 1.9.1 computes it, in Float64 on coefficients kept in
/// Float32, which moves a probability by less than 1e-6.
struct EnglishAbuseModel: Sendable {
  /// The file's first bytes.
  static let magic = Array("ENABUSE1".utf8)
  /// The most words of a model; the one known has 15,442.
  static let maximumWordCount = 1 << 18
  /// The most machines of a model; the one known has 5.
  static let maximumMachineCount = 16
  /// The most bytes of all words; those known have 122,773.
  static let maximumWordByteCount = 1 << 24

  /// What the model says of a text.
  struct Answer: Hashable {
    /// That it is abusive, 0…1.
    var probability: Double
    /// How many of its words the model knows, repeats counted.
    var knownWordCount: Int
  }

  private struct Machine {
    var intercept: Double
    var slope: Double
    var offset: Double
    var coefficients: [Float]
  }

  private let machines: [Machine]
  private let frequencies: [Float]
  /// The words, one after another, and where each starts; one start more than words.
  private let letters: [UInt8]
  private let starts: [Int]

  /// How many words it knows.
  var wordCount: Int { frequencies.count }

  /// Reads the file that `Scripts/conversions/english_abuse.py` writes; its layout stands there.
  ///
  /// - Throws: `modelAltered` for anything else.
  init(_ bytes: [UInt8]) throws(HostFailure) {
    var reader = Reader(bytes: bytes)
    guard reader.take(Self.magic.count) == Self.magic[...], let words = reader.count(),
      let machineCount = reader.count(),
      let letterCount = reader.count(), (1...Self.maximumWordCount).contains(words),
      (1...Self.maximumMachineCount).contains(machineCount), letterCount <= Self.maximumWordByteCount
    else { throw Self.altered("its header") }
    var machines: [Machine] = []
    for _ in 0..<machineCount {
      guard let intercept = reader.double(), let slope = reader.double(), let offset = reader.double() else {
        throw Self.altered("its machines")
      }
      machines.append(Machine(intercept: intercept, slope: slope, offset: offset, coefficients: []))
    }
    guard let frequencies = reader.floats(words) else { throw Self.altered("its frequencies") }
    self.frequencies = frequencies
    for index in machines.indices {
      guard let coefficients = reader.floats(words) else { throw Self.altered("its coefficients") }
      machines[index].coefficients = coefficients
    }
    self.machines = machines
    guard let text = reader.take(letterCount), reader.isAtEnd else { throw Self.altered("its length") }
    var letters: [UInt8] = []
    var starts = [0]
    for byte in text {
      if byte == UInt8(ascii: "\n") { starts.append(letters.count) } else { letters.append(byte) }
    }
    self.letters = letters
    self.starts = starts
    guard starts.count == words + 1, starts.last == letters.count, isAscending else { throw Self.altered("its words") }
  }

  private static func altered(_ what: String) -> HostFailure {
    HostFailure(.modelAltered, message: "the model of English abuse is not as expected: \(what)")
  }

  private var isAscending: Bool {
    (1..<wordCount).allSatisfy { word($0 - 1).lexicographicallyPrecedes(word($0)) }
  }

  private func word(_ index: Int) -> ArraySlice<UInt8> { letters[starts[index]..<starts[index + 1]] }

  /// The index of a word, lower case; nil for one that the model does not know.
  func index(of word: String) -> Int? {
    let wanted = Array(word.utf8)
    var (low, high) = (0, wordCount)
    while low < high {
      let middle = (low + high) / 2
      if self.word(middle).lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    return low < wordCount && self.word(low) == wanted[...] ? low : nil
  }

  /// Judges a text. Complexity: linear in the text but for looking words up.
  func answer(to text: String) -> Answer {
    answer(toWords: EnglishWords.tokens(in: text))
  }

  /// Judges words, lower case, of at least two characters.
  func answer(toWords words: [String]) -> Answer {
    var counts: [Int: Int] = [:]
    for word in words { index(of: word).map { counts[$0, default: 0] += 1 } }
    let weights = counts.map { (index: $0.key, weight: Double($0.value) * Double(frequencies[$0.key])) }
      .sorted { $0.index < $1.index }
    let length = weights.reduce(0) { $0 + $1.weight * $1.weight }.squareRoot()
    var sum = 0.0
    for machine in machines {
      let value = weights.reduce(0) { $0 + $1.weight * Double(machine.coefficients[$1.index]) }
      let decision = machine.intercept + (length > 0 ? value / length : 0)
      sum += 1 / (1 + Exponential.of(machine.slope * decision + machine.offset))
    }
    return Answer(probability: sum / Double(machines.count), knownWordCount: counts.values.reduce(0, +))
  }
}

extension EnglishAbuseModel {
  /// Takes numbers off the front of bytes; nil where they end.
  private struct Reader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
      guard count <= bytes.count - position else { return nil }
      defer { position += count }
      return bytes[position..<(position + count)]
    }

    private mutating func bits(_ count: Int) -> UInt64? {
      take(count).map { $0.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    }

    mutating func count() -> Int? { bits(4).map(Int.init) }

    /// A finite number.
    mutating func double() -> Double? {
      bits(8).map(Double.init(bitPattern:)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// As many finite numbers; `count` is bounded by the caller.
    mutating func floats(_ count: Int) -> [Float]? {
      guard let taken = take(count * 4) else { return nil }
      let base = taken.startIndex
      var result: [Float] = []
      result.reserveCapacity(count)
      for index in 0..<count {
        let at = base + index * 4
        let bits =
          UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16 | UInt32(bytes[at + 3]) << 24
        let value = Float(bitPattern: bits)
        guard value.isFinite else { return nil }
        result.append(value)
      }
      return result
    }
  }
}
