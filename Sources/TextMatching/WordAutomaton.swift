/// Finds all of many patterns in one pass over a text: the automaton of Aho and Corasick (1975).
///
/// The alphabet is Unicode scalars, numbered by how often patterns use them; transitions lie in one double array (Aoe
/// 1989, with exclusive or for addition as in `darts-clone`), 16 bytes a slot. Built once, never changed, shared by any
/// number of threads. Complexity of a scan: linear in the text and in the matches.
public struct WordAutomaton: Sendable {
  /// One occurrence of one pattern.
  public struct Match: Hashable, Sendable {
    /// The number that `Builder.insert` gave the pattern.
    public let pattern: Int
    /// The scalars of the text that it covers.
    public let range: Range<Int>

    /// Makes a match.
    public init(pattern: Int, range: Range<Int>) {
      self.pattern = pattern
      self.range = range
    }
  }

  /// A slot of the double array: a state, or free.
  struct Node: Sendable {
    /// The state's child for code `c` lies at `base ^ c`, if that slot's `parent` says so.
    var base: UInt32 = 0
    var parent: UInt32 = Node.none
    /// The state of the longest proper suffix that is a state too.
    var failure: UInt32 = 0
    /// The longest pattern that ends here, plus 1; 0 for none.
    var output: UInt32 = 0

    static let none = UInt32.max
  }

  let nodes: [Node]
  let codes: ScalarCodes
  /// The length of each pattern in scalars.
  let patternLengths: [UInt32]
  /// For each pattern, the longest other pattern that ends where it ends, plus 1; 0 for none.
  let nextOutputs: [UInt32]

  /// How many different patterns there are.
  public var patternCount: Int { patternLengths.count }

  /// The memory of the automaton in bytes.
  public var byteCount: Int {
    nodes.count * MemoryLayout<Node>.stride + codes.byteCount + (patternLengths.count + nextOutputs.count) * 4
  }

  /// Calls `body` for every occurrence of every pattern, by where they end and then the longest first.
  public func forEachMatch(in scalars: [UInt32], _ body: (Match) -> Void) {
    nodes.withUnsafeBufferPointer { nodes in
      var state: UInt32 = 0
      for (index, scalar) in scalars.enumerated() {
        let code = codes[scalar]
        guard code != 0 else {
          state = 0
          continue
        }
        while true {
          let next = nodes[Int(state)].base ^ code
          if nodes[Int(next)].parent == state {
            state = next
            break
          }
          if state == 0 { break }
          state = nodes[Int(state)].failure
        }
        var output = Int(nodes[Int(state)].output)
        while output != 0 {
          let pattern = output - 1
          body(Match(pattern: pattern, range: (index + 1 - Int(patternLengths[pattern]))..<(index + 1)))
          output = Int(nextOutputs[pattern])
        }
      }
    }
  }

  /// Every occurrence of every pattern, in the order of `forEachMatch`.
  public func matches(in scalars: [UInt32]) -> [Match] {
    var result: [Match] = []
    forEachMatch(in: scalars) { result.append($0) }
    return result
  }
}
