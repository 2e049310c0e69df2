import Lists

extension WordAutomaton {
  /// Collects patterns and makes the automaton.
  ///
  /// Complexity: linear in the scalars of all patterns, for the lists that occur in practice; the search for room in
  /// the double array tries a bounded number of places for each state.
  public struct Builder: Sendable {
    /// The most states, and so the most scalars of all patterns together when none share a beginning.
    ///
    /// States are numbered in 32 bits, and the array may need more slots than there are states.
    public static let maximumStateCount = 1 << 28

    /// A state of the trie, so close together that to look at one takes one line of the processor's cache.
    private struct State {
      /// Where it hangs; its slot once it has one.
      var parent: UInt32 = 0
      /// The scalar that leads here; its code while tables are made.
      var scalar: UInt32 = 0
      /// The pattern that ends here, plus 1.
      var pattern: UInt32 = 0
      var firstChild: UInt32 = 0
      var nextSibling: UInt32 = 0
    }

    private var states = [State()]
    /// The edges to all children but the first of each state. Most states have one child, and are found without.
    private var edges = EdgeTable()
    private var outputs: [Output] = []

    /// Makes a builder without patterns.
    public init() {}

    /// Adds a pattern and returns its number, counted from 0; a pattern added before keeps its number.
    ///
    /// - Returns: nil for an empty pattern, for one of numbers beyond Unicode and for one that would need more than `maximumStateCount` states.
    public mutating func insert(_ pattern: some Collection<UInt32>) -> Int? {
      guard !pattern.isEmpty, pattern.allSatisfy({ $0 <= 0x10FFFF }),
        states.count + pattern.count <= Self.maximumStateCount
      else { return nil }
      var state: UInt32 = 0
      for scalar in pattern { state = child(of: state, by: scalar) }
      if states[Int(state)].pattern == 0 {
        outputs.append(Output(length: UInt32(truncatingIfNeeded: pattern.count)))
        states[Int(state)].pattern = UInt32(truncatingIfNeeded: outputs.count)
      }
      return Int(states[Int(state)].pattern) - 1
    }

    /// The child of a state, made if there was none.
    @inline(__always)
    private mutating func child(of state: UInt32, by scalar: UInt32) -> UInt32 {
      let new = UInt32(truncatingIfNeeded: states.count)
      let first = Int(states[Int(state)].firstChild)
      if first == 0 {
        states[Int(state)].firstChild = new
        states.append(State(parent: state, scalar: scalar))
        return new
      }
      if states[first].scalar == scalar { return UInt32(truncatingIfNeeded: first) }
      let child = edges.child(of: state, by: scalar, orInsert: new)
      if child == new {
        states.append(State(parent: state, scalar: scalar, nextSibling: states[first].nextSibling))
        states[first].nextSibling = new
      }
      return child
    }

    /// Makes the automaton.
    public consuming func build() -> WordAutomaton {
      WordAutomaton(CompiledFile(tables(), kind: .words, key: .none), from: 0)
    }

    /// How many different patterns there are.
    var patternCount: Int { outputs.count }

    /// Makes the automaton's tables, `WordAutomaton.tableCount` of them.
    consuming func tables() -> [CompiledTable] {
      var frequencies: [UInt32: Int] = [:]
      for state in states.dropFirst() { frequencies[state.scalar, default: 0] += 1 }
      let codes = ScalarCodes.Builder(frequencies: frequencies)
      // Scalars are not needed any longer, and edges neither.
      for index in states.indices.dropFirst() { states[index].scalar = codes[states[index].scalar] }
      edges = EdgeTable()
      var nodes = placed(codeCount: codes.count)
      nodes.withUnsafeMutableBufferPointer { link($0) }
      return [
        CompiledTable(nodes), CompiledTable(codes.blockOfPage), CompiledTable(codes.blocks),
        CompiledTable(outputs),
      ]
    }

    /// Calls `body` for every child of a state.
    @inline(__always)
    private func forEachChild(of state: UInt32, _ body: (UInt32) -> Void) {
      var child = states[Int(state)].firstChild
      while child != 0 {
        body(child)
        child = states[Int(child)].nextSibling
      }
    }

    /// Gives every state a slot, which from then on stands in place of its parent: those with most children choose
    /// first, only children fill the gaps.
    private mutating func placed(codeCount: UInt32) -> [Node] {
      var layout = SlotLayout(codeCount: codeCount)
      var bases = [UInt32](repeating: 0, count: states.count)
      var slots = [UInt32](repeating: 0, count: states.count)
      var branching: [(state: UInt32, count: Int)] = []
      var single: [UInt32] = []
      for state in 0..<UInt32(truncatingIfNeeded: states.count) {
        let first = states[Int(state)].firstChild
        guard first != 0 else { continue }
        if states[Int(first)].nextSibling == 0 {
          single.append(state)
        } else {
          var count = 0
          forEachChild(of: state) { _ in count += 1 }
          branching.append((state, count))
        }
      }
      branching.sort { ($1.count, $0.state) < ($0.count, $1.state) }
      var children: [UInt32] = []
      var childCodes: [UInt32] = []
      for (state, _) in branching {
        children.removeAll(keepingCapacity: true)
        childCodes.removeAll(keepingCapacity: true)
        forEachChild(of: state) { child in
          children.append(child)
          childCodes.append(states[Int(child)].scalar)
        }
        let base = layout.place(childCodes)
        bases[Int(state)] = base
        for (child, code) in zip(children, childCodes) { slots[Int(child)] = base ^ code }
      }
      for state in single {
        let child = Int(states[Int(state)].firstChild)
        slots[child] = layout.takeAny()
        bases[Int(state)] = slots[child] ^ states[child].scalar
      }
      var nodes = [Node](repeating: Node(), count: layout.slotCount)
      for state in states.indices {
        let slot = Int(slots[state])
        nodes[slot].base = bases[state]
        nodes[slot].output = states[state].pattern
        if state != 0 { nodes[slot].parent = slots[Int(states[state].parent)] }
      }
      for state in states.indices { states[state].parent = slots[state] }
      return nodes
    }

    /// Sets failure and output links breadth first.
    private mutating func link(_ nodes: UnsafeMutableBufferPointer<Node>) {
      // Of each state with children its slot and its first child, so that none is looked up again.
      var queue: [(slot: UInt32, child: UInt32)] = [(0, states[0].firstChild)]
      var head = 0
      while head < queue.count {
        let (parent, firstChild) = queue[head]
        head += 1
        let failure = nodes[Int(parent)].failure
        var number = firstChild
        while number != 0 {
          let child = states[Int(number)]
          let slot = Int(child.parent)
          if parent != 0 { nodes[slot].failure = Self.step(nodes, from: failure, by: child.scalar) }
          let inherited = nodes[Int(nodes[slot].failure)].output
          if nodes[slot].output == 0 {
            nodes[slot].output = inherited
          } else {
            outputs[Int(nodes[slot].output) - 1].next = inherited
          }
          if child.firstChild != 0 { queue.append((child.parent, child.firstChild)) }
          number = child.nextSibling
        }
      }
    }

    private static func step(
      _ nodes: UnsafeMutableBufferPointer<Node>, from start: UInt32, by code: UInt32
    ) -> UInt32 {
      var state = start
      while true {
        let next = nodes[Int(state)].base ^ code
        if nodes[Int(next)].parent == state { return next }
        if state == 0 { return 0 }
        state = nodes[Int(state)].failure
      }
    }
  }
}
