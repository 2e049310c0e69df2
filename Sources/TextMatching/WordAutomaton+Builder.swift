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

    private var edges = EdgeTable()
    private var parents: [UInt32] = [0]
    private var scalars: [UInt32] = [0]
    /// The pattern that ends in each state, plus 1.
    private var patterns: [UInt32] = [0]
    private var firstChildren: [UInt32] = [0]
    private var nextSiblings: [UInt32] = [0]
    private var patternLengths: [UInt32] = []
    private var endStates: [UInt32] = []

    /// Makes a builder without patterns.
    public init() {}

    /// Adds a pattern and returns its number, counted from 0; a pattern added before keeps its number.
    ///
    /// - Returns: nil for an empty pattern and for one that would need more than `maximumStateCount` states.
    public mutating func insert(_ pattern: some Collection<UInt32>) -> Int? {
      guard !pattern.isEmpty, parents.count + pattern.count <= Self.maximumStateCount else { return nil }
      var state: UInt32 = 0
      for scalar in pattern {
        let new = UInt32(truncatingIfNeeded: parents.count)
        let next = edges.child(of: state, by: scalar, orInsert: new)
        if next == new {
          parents.append(state)
          scalars.append(scalar)
          patterns.append(0)
          firstChildren.append(0)
          nextSiblings.append(firstChildren[Int(state)])
          firstChildren[Int(state)] = new
        }
        state = next
      }
      if patterns[Int(state)] == 0 {
        patternLengths.append(UInt32(truncatingIfNeeded: pattern.count))
        endStates.append(state)
        patterns[Int(state)] = UInt32(truncatingIfNeeded: patternLengths.count)
      }
      return Int(patterns[Int(state)]) - 1
    }

    /// Makes the automaton.
    public consuming func build() -> WordAutomaton {
      var frequencies: [UInt32: Int] = [:]
      for scalar in scalars.dropFirst() { frequencies[scalar, default: 0] += 1 }
      let codes = ScalarCodes(frequencies: frequencies)
      edges = EdgeTable()
      var nodes = placed(codes)
      let nextOutputs = link(&nodes.array, slots: nodes.slots, codes)
      return WordAutomaton(
        nodes: nodes.array, codes: codes, patternLengths: patternLengths, nextOutputs: nextOutputs)
    }

    private func children(of state: UInt32) -> [UInt32] {
      var result: [UInt32] = []
      var child = firstChildren[Int(state)]
      while child != 0 {
        result.append(child)
        child = nextSiblings[Int(child)]
      }
      return result
    }

    /// Gives every state a slot: those with most children choose first, only children fill the gaps.
    private func placed(_ codes: ScalarCodes) -> (array: [Node], slots: [UInt32]) {
      var layout = SlotLayout(codeCount: codes.count)
      var bases = [UInt32](repeating: 0, count: parents.count)
      var slots = [UInt32](repeating: 0, count: parents.count)
      var branching: [(state: UInt32, count: Int)] = []
      var single: [UInt32] = []
      for state in 0..<UInt32(truncatingIfNeeded: parents.count) {
        let first = firstChildren[Int(state)]
        guard first != 0 else { continue }
        if nextSiblings[Int(first)] == 0 {
          single.append(state)
        } else {
          branching.append((state, children(of: state).count))
        }
      }
      branching.sort { ($1.count, $0.state) < ($0.count, $1.state) }
      for (state, _) in branching {
        let children = children(of: state)
        let childCodes = children.map { codes[scalars[Int($0)]] }
        let base = layout.place(childCodes)
        bases[Int(state)] = base
        for (child, code) in zip(children, childCodes) { slots[Int(child)] = base ^ code }
      }
      for state in single {
        let child = Int(firstChildren[Int(state)])
        slots[child] = layout.takeAny()
        bases[Int(state)] = slots[child] ^ codes[scalars[child]]
      }
      var array = [Node](repeating: Node(), count: layout.slotCount)
      for state in parents.indices {
        let slot = Int(slots[state])
        array[slot].base = bases[state]
        array[slot].output = patterns[state]
        if state != 0 { array[slot].parent = slots[Int(parents[state])] }
      }
      return (array, slots)
    }

    /// Sets failure and output links breadth first, and returns the output links of patterns.
    private func link(_ nodes: inout [Node], slots: [UInt32], _ codes: ScalarCodes) -> [UInt32] {
      var nextOutputs = [UInt32](repeating: 0, count: patternLengths.count)
      var queue = [UInt32](repeating: 0, count: 1)
      queue.reserveCapacity(parents.count)
      var head = 0
      while head < queue.count {
        let state = queue[head]
        head += 1
        var child = firstChildren[Int(state)]
        while child != 0 {
          let slot = Int(slots[Int(child)])
          if state != 0 {
            nodes[slot].failure = Self.step(
              nodes, from: nodes[Int(slots[Int(state)])].failure, by: codes[scalars[Int(child)]])
          }
          let inherited = nodes[Int(nodes[slot].failure)].output
          if nodes[slot].output == 0 {
            nodes[slot].output = inherited
          } else {
            nextOutputs[Int(nodes[slot].output) - 1] = inherited
          }
          queue.append(child)
          child = nextSiblings[Int(child)]
        }
      }
      return nextOutputs
    }

    private static func step(_ nodes: [Node], from start: UInt32, by code: UInt32) -> UInt32 {
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
