import ModerationCore
import Testing

@testable import ImageFormats

/// The sample tables of image sequences, honest and lying.
@Suite(.timeLimit(.minutes(20)))
struct SampleTableTests {
  /// A HEIC sequence built by hand; its samples are 40 bytes of NAL units each, in the order of `kinds`.
  private struct Built {
    /// `nal_unit_type` of each sample's slice, in decoding order.
    var kinds: [Int] = [19, 1, 1, 1]
    var temporalIDs: [Int] = []
    /// Presentation number of each sample; empty for none given.
    var shown: [Int] = []
    var edits: [(duration: Int, start: Int)] = []
    var sizes: [UInt8]?
    var chunkOffsets: [UInt8]?
    var chunks: [UInt8]?
    var durations: [UInt8]?

    var bytes: [UInt8] {
      var data: [UInt8] = []
      for (index, kind) in kinds.enumerated() {
        let temporalID = temporalIDs.isEmpty ? 0 : temporalIDs[index]
        data += big32(36) + [UInt8(kind << 1), UInt8(temporalID + 1)] + [UInt8](repeating: 7, count: 34)
      }
      let start = fileType(["hevc", "msf1"])
      let offset = start.count + 8
      var entry = [UInt8](repeating: 0, count: 24) + big16(64) + big16(48)
      entry += [UInt8](repeating: 0, count: 50) + box("hvcC", [UInt8](repeating: 0, count: 21) + [3, 0])
      var times = big32(shown.count)
      for (index, place) in shown.enumerated() { times += big32(1) + big32((place - index) * 10) }
      var table = fullBox("stsd", big32(1) + box("hvc1", entry))
      table += fullBox("stts", durations ?? big32(1) + big32(kinds.count) + big32(10))
      if !shown.isEmpty { table += fullBox("ctts", version: 1, times) }
      table += fullBox("stsc", chunks ?? big32(1) + big32(1) + big32(kinds.count) + big32(1))
      table += fullBox("stsz", sizes ?? big32(40) + big32(kinds.count))
      table += fullBox("stco", chunkOffsets ?? big32(1) + big32(offset))
      var list = big32(edits.count)
      for edit in edits { list += big32(edit.duration) + big32(edit.start) + big32(0x10000) }
      let timescale = big32(0) + big32(0) + big32(1000) + big32(0)
      var media = fullBox("mdhd", timescale) + fullBox("hdlr", big32(0) + text("pict"))
      media += box("minf", box("stbl", table))
      let track = (edits.isEmpty ? [] : box("edts", fullBox("elst", list))) + box("mdia", media)
      return start + box("mdat", data) + box("moov", fullBox("mvhd", timescale) + box("trak", track))
    }

    func track() throws(HEVCSequence.Fault) -> HEVCTrack { try HEVCSequence(bytes.span.bytes).pictures }

    /// Why the sequence is refused; nil when it is not.
    var fault: String? {
      do throws(HEVCSequence.Fault) {
        _ = try track()
        return nil
      } catch { return error.message }
    }

    func plan(_ wanted: Set<Int>) throws -> HEVCPlan {
      let bytes = bytes
      return HEVCPlan(try HEVCSequence(bytes.span.bytes).pictures, wanted: wanted, bytes.span.bytes)
    }
  }

  @Test("samples lie one behind the other in their chunk, and each holds its NAL units")
  func plain() throws {
    let built = Built()
    let track = try built.track()
    #expect(track.samples.samples == [28..<68, 68..<108, 108..<148, 148..<188])
    #expect(track.samples.presentation == [0, 1, 2, 3])
    let bytes = built.bytes
    let units = track.units(ofSample: 2, bytes.span.bytes)
    #expect(units?.map(\.type) == [1])
    #expect(units?.map(\.range) == [112..<148])
    let missing = track.units(ofSample: 4, bytes.span.bytes)
    #expect(missing == nil)
  }

  @Test("several chunks, in groups of different length")
  func chunks() throws {
    var built = Built(kinds: [19, 1, 1, 1, 1])
    built.chunkOffsets = big32(3) + big32(28) + big32(108) + big32(148)
    built.chunks = big32(2) + big32(1) + big32(2) + big32(1) + big32(2) + big32(1) + big32(1)
    // Chunk 1 has two samples, chunk 2 and 3 one each: a fifth sample has no place.
    #expect(built.fault?.contains("incomplete") == true)
    built.kinds.removeLast()
    #expect(try built.track().samples.samples.map(\.lowerBound) == [28, 68, 108, 148])
  }

  @Test("frames are numbered as they are shown")
  func order() throws {
    #expect(try Built(shown: [0, 3, 1, 2]).track().samples.presentation == [0, 2, 3, 1])
    #expect(try Built(shown: [2, 2, 0, 0]).track().samples.presentation == [2, 3, 0, 1])
  }

  @Test("an edit list says what comes first, and what it hides comes last")
  func edits() throws {
    #expect(try Built(edits: [(20, 10)]).track().samples.presentation == [1, 2, 0, 3])
    #expect(try Built(edits: [(10, 30), (20, 0)]).track().samples.presentation == [3, 0, 1, 2])
    #expect(try Built(edits: [(0, 20)]).track().samples.presentation == [2, 3, 0, 1])
    // An empty edit shows nothing, and a duration of 2^32 − 1 everything.
    #expect(try Built(edits: [(50, -1)]).track().samples.presentation == [0, 1, 2, 3])
    #expect(try Built(edits: [(-1, 0), (-1, 0)]).track().samples.presentation == [0, 1, 2, 3])
  }

  @Test("the frame shown longest is told in the order of frames: of presentation, or of the file")
  func longest() throws {
    func longest(_ built: Built, isReordered: Bool = true) throws -> Int {
      let bytes = built.bytes
      let tracks = HEIFTracks(bytes.span.bytes)
      let track = try #require(tracks.pictures)
      return track.longestFrame(
        isReordered: isReordered, movieTimescale: tracks.movieTimescale, bytes.span.bytes)
    }
    let third = big32(3) + big32(2) + big32(40) + big32(1) + big32(90) + big32(1) + big32(40)
    #expect(try longest(Built()) == 0)
    #expect(try longest(Built(durations: third)) == 2)
    #expect(try longest(Built(durations: third), isReordered: false) == 2)
    // 10 ms count as 100.
    #expect(try longest(Built(durations: big32(2) + big32(3) + big32(40) + big32(1) + big32(10))) == 3)
    // What is decoded second is shown last.
    #expect(try longest(Built(shown: [0, 12, 4, 8])) == 3)
    #expect(try longest(Built(shown: [0, 40, 20, 30], durations: big32(1) + big32(4) + big32(1))) == 0)
    #expect(try longest(Built(shown: [0, 90, 20, 60], durations: big32(1) + big32(4) + big32(11))) == 1)
    // An edit cuts the third short, and it comes first.
    #expect(try longest(Built(edits: [(20, 100), (80, 0)], durations: third)) == 1)
    #expect(try longest(Built(edits: [(90, 65)], durations: third)) == 1)
  }

  @Test("a count of 2^32 − 1 costs nothing")
  func counts() {
    #expect(Built(sizes: big32(1) + big32(-1)).fault != nil)
    #expect(Built(sizes: big32(0) + big32(-1)).fault != nil)
    #expect(Built(chunks: big32(-1) + big32(1) + big32(-1) + big32(1)).fault == nil)
    #expect(Built(chunkOffsets: big32(-1) + big32(28)).fault == nil)
    #expect(Built(durations: big32(-1) + big32(-1) + big32(-1)).fault == nil)
  }

  @Test("chunks without samples, out of order, or of a second sample description are refused")
  func unusableChunks() {
    #expect(Built(chunks: big32(1) + big32(1) + big32(0) + big32(1)).fault?.contains("unusable") == true)
    #expect(Built(chunks: big32(1) + big32(2) + big32(4) + big32(1)).fault?.contains("unusable") == true)
    #expect(Built(chunks: big32(1) + big32(1) + big32(4) + big32(2)).fault?.contains("unusable") == true)
    #expect(Built(chunks: big32(0)).fault?.contains("incomplete") == true)
  }

  @Test("a sample outside the file is there but empty", arguments: [0x7FFF_FFF0, 0xFFFF_FFFF, 1_000_000])
  func outside(offset: Int) throws {
    let built = Built(chunkOffsets: big32(1) + big32(offset))
    let track = try built.track()
    #expect(track.samples.samples == [Range<Int>](repeating: 0..<0, count: 4))
    let bytes = built.bytes
    let units = track.units(ofSample: 0, bytes.span.bytes)
    #expect(units == nil)
    #expect(try built.plan([3]).steps(to: 3, after: nil) == nil)
  }

  @Test("samples used again and again are refused, because they would be decoded again and again")
  func overlapping() {
    let count = 1000
    var offsets = big32(count)
    for _ in 0..<count { offsets += big32(28) }
    var sizes = big32(0) + big32(count)
    for _ in 0..<count { sizes += big32(300) }
    let listed = Built(sizes: sizes, chunkOffsets: offsets, chunks: big32(1) + big32(1) + big32(1) + big32(1))
    #expect(listed.fault?.contains("overlapping") == true)
  }

  @Test("decoding begins at the random access point before the frame, whatever the table of sync samples says")
  func start() throws {
    let plan = try Built(kinds: [19, 1, 1, 20, 1]).plan([2, 4])
    #expect(plan.start(for: 2) == 0)
    #expect(plan.start(for: 4) == 3)
    #expect(try #require(plan.steps(to: 4, after: 2)).isRestart)
    #expect(try #require(plan.steps(to: 2, after: 0)).samples == [1, 2])
    #expect(try #require(plan.steps(to: 2, after: 4)).samples == [0, 1, 2])
    #expect(try Built(kinds: [1, 1]).plan([1]).steps(to: 1, after: nil) == nil)
  }

  @Test("a picture that leans on what lies before its random access point is decoded from the one before that")
  func skippedLeading() throws {
    let plan = try Built(kinds: [19, 1, 21, 9, 1]).plan([3, 4])
    #expect(plan.start(for: 3) == 0)
    #expect(plan.start(for: 4) == 2)
    #expect(try Built(kinds: [21, 9]).plan([1]).start(for: 1) == nil)
  }

  @Test("pictures that no other needs are left out, those of a lower sub-layer not")
  func dropped() throws {
    #expect(try #require(try Built(kinds: [19, 0, 0, 1]).plan([3]).steps(to: 3, after: nil)).samples == [0, 3])
    #expect(try #require(try Built(kinds: [19, 0, 0, 1]).plan([1, 3]).steps(to: 3, after: nil)).samples == [0, 1, 3])
    let layered = try Built(kinds: [19, 0, 2, 1], temporalIDs: [0, 0, 1, 0]).plan([3])
    #expect(try #require(layered.steps(to: 3, after: nil)).samples == [0, 1, 3])
  }

  @Test("every cut and 4,000 changed bytes of a sequence are survived")
  func robustness() throws {
    var bytes = try Fixtures.bytes("animations/alpha_turned.heics")
    func look(_ bytes: RawSpan) {
      do throws(HEVCSequence.Fault) {
        let sequence = try HEVCSequence(bytes)
        let wanted = Set(sequence.pictures.samples.presentation.prefix(4))
        let plan = HEVCPlan(sequence.pictures, wanted: wanted, bytes)
        for sample in wanted { _ = plan.steps(to: sample, after: nil) }
        for sample in wanted { _ = sequence.pictures.units(ofSample: sample, bytes) }
      } catch { _ = error.message }
      _ = SequenceTracks(bytes)
    }
    for count in 0...bytes.count { look(bytes.span.bytes.extracting(first: count)) }
    for place in max(0, bytes.count - 2000)..<bytes.count {
      let original = bytes[place]
      for value: UInt8 in [0xFF, 0] {
        bytes[place] = value
        look(bytes.span.bytes)
      }
      bytes[place] = original
    }
  }
}
