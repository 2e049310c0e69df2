import Lists

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

  /// What is known of a pattern.
  struct Output {
    /// The length in scalars.
    var length: UInt32
    /// The longest other pattern that ends where this one ends, plus 1; 0 for none.
    var next: UInt32 = 0
  }

  let nodes: Numbers<Node>
  private let codes: ScalarCodes
  private let outputs: Numbers<Output>

  /// How many tables of a file these are.
  static let tableCount = 4

  /// Takes tables as they are.
  ///
  /// - Parameter first: The place of the first table.
  init(_ file: CompiledFile, from first: Int) {
    nodes = Numbers(file.table(first, of: Node.self))
    codes = ScalarCodes(
      blockOfPage: file.table(first + 1, of: UInt16.self), blocks: file.table(first + 2, of: UInt32.self))
    outputs = Numbers(file.table(first + 3, of: Output.self))
  }

  /// Whether the tables make sense: no number of them leads outside, and every chain of outputs ends.
  var isSound: Bool {
    guard let highest = codes.highest, nodes.count > 0 else { return false }
    // `base ^ code` stays below a multiple of a power of two that is above both.
    let blockSize = highest < UInt32.max >> 1 ? Int(highest + 1).roundedUpToPowerOfTwo : 0
    guard blockSize > 0, nodes.count % blockSize == 0 else { return false }
    let most = nodes.withBuffer { nodes in
      nodes.reduce(into: SIMD4<UInt32>.zero) { most, node in
        let numbers = SIMD4(node.base, 0, node.failure, node.output)
        most.replace(with: numbers, where: numbers .> most)
      }
    }
    guard Int(most[0]) < nodes.count, Int(most[2]) < nodes.count, Int(most[3]) <= patternCount else { return false }
    return outputs.withBuffer { outputs in
      outputs.allSatisfy { output in
        output.next == 0 || (output.next <= outputs.count && outputs[Int(output.next) - 1].length < output.length)
      }
    }
  }

  /// How many different patterns there are.
  public var patternCount: Int { outputs.count }

  /// The length of a pattern in scalars.
  func length(of pattern: Int) -> Int { Int(outputs[pattern].length) }

  /// The memory of the automaton in bytes.
  public var byteCount: Int { nodes.byteCount + codes.byteCount + outputs.byteCount }

  /// Calls `body` for every occurrence of every pattern, by where they end and then the longest first.
  @inline(__always)
  public func forEachMatch(in scalars: [UInt32], _ body: (Match) -> Void) {
    nodes.withBuffer { nodes in
      codes.withCodes { codes in
        var state: UInt32 = 0
        var failureCount = 0
        for (index, scalar) in scalars.enumerated() {
          let code = codes[scalar]
          guard code != 0 else {
            state = 0
            continue
          }
          var node = nodes[Int(state)]
          while true {
            let next = node.base ^ code
            let child = nodes[Int(next)]
            if child.parent == state {
              state = next
              node = child
              break
            }
            if state == 0 { break }
            state = node.failure
            node = nodes[Int(state)]
            failureCount += 1
            // Each scalar goes at most one step down; only tables that were forged lead up more often.
            if failureCount > index {
              state = 0
              node = nodes[0]
            }
          }
          var number = node.output
          while number != 0 {
            let output = outputs[Int(number) - 1]
            let length = Int(output.length)
            if length <= index + 1 {
              body(Match(pattern: Int(number) - 1, range: (index + 1 - length)..<(index + 1)))
            }
            number = output.next
          }
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

extension Int {
  /// The least power of two that is not below a number of 1 and more.
  fileprivate var roundedUpToPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
