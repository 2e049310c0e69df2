@testable import WorkerDecoding
@testable import WorkerProcesses
import ImageFormats
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

extension WorkerSuites {
  @Suite("Worker decoder", .timeLimit(.minutes(20)))
  struct WorkerDecoderTests {
    /// Pictures, animations, damaged files and lies of every format that is decoded.
    static let files = [
      "generated/still/s_jpeg.jpg", "generated/still/s_png.png", "generated/still/s_tiff.tif",
      "generated/still/s_gif.gif", "generated/still/s_webp.webp", "generated/still/s_webp_ll.webp",
      "generated/still/s_heic.heic", "generated/still/s_avif.avif", "generated/still/s_bmp.bmp",
      "generated/still/s_ico.ico", "generated/still/s_ico_png.ico", "generated/still/s_jng.jng",
      "generated/still/s_jng2.jng", "generated/still/s_svg.svg", "generated/still/s_raw.dng",
      "generated/variant/alpha.png", "generated/variant/alpha.webp", "generated/variant/v_cmyk.jpg",
      "generated/variant/v_icc.jpg", "generated/variant/v_exif6.jpg", "generated/variant/v_exif6.avif",
      "generated/variant/v_1bit.tif", "generated/animated/a_webp.webp", "generated/animated/a_burst.heic",
      "generated/animated/a_disp_mix.gif", "generated/hostile/h_trunc.jpg", "generated/hostile/h_trunc.png",
      "generated/hostile/h_trunc_s.webp", "generated/hostile/h_trunc_s.heic", "generated/hostile/h_corrupt.webp",
      "generated/hostile/b_lie.tif", "generated/hostile/b_loop.tif", "photos-faces/hopper.jpg", "bmp-bad/shortfile.bmp",
      "generated/animated/a_heics_ff.heics", "generated/animated/a_heics_lh2.heics", "generated/animated/a_avifs.avif",
      "animations/ten_bits_444.heics", "apng/dispose_op_previous.png", "apng/sequence_reorder.png", "svg/text.svg",
      "svg/embedded.svg", "svg/millimetres.svg", "raw/mosaic.dng", "raw/preview-full-turned.dng", "raw/cut.dng",
      "../cases/endmark/jpeg-no-eoi.jpg", "../cases/endmark/apng-no-iend.png", "hostile/truncated_app14.jpg",
    ]

    static let shared = Result { try WorkerDecoder(executable: Worker.executable) }

    @Test("the worker gives the same pixels, facts and refusals as this process", arguments: files)
    func parity(name: String) throws {
      let bytes = try Fixture.bytes("images/\(name)")
      let sniffed = ImageFormat.sniff(bytes.span.bytes)
      let format = try #require(sniffed)
      for frames in [[0], [0, 1, 2]] {
        let request = Worker.request(format, frames: frames)
        let here = Answer(try InProcessDecoder(), bytes, request)
        #expect(Answer(try Self.shared.get(), bytes, request) == here)
      }
    }

    @Test("limits and wishes hold in the worker as they do here")
    func limitsAndWishes() throws {
      let bytes = try Fixture.bytes("images/generated/boundary/d_9999.png")
      let wish = InputWish(fit: .longestSide(640), centreCrop: nil)
      for size in [
        Limits.ims20201229.size,
        SizeLimits(minimumSidePixels: 1, maximumSidePixels: 9_998, aspectRatioBelow: 2, maximumFramePixels: 1),
      ] {
        let request = Worker.request(wishes: [wish], size: size)
        #expect(Answer(try Self.shared.get(), bytes, request) == Answer(try InProcessDecoder(), bytes, request))
      }
    }

    @Test("the caller may stop after any frame")
    func stopping() throws {
      let bytes = try Fixture.bytes("images/generated/animated/a_webp.webp")
      let decoder = try Worker.single()
      let answer = Answer(decoder, bytes, Worker.request(.webp, frames: [0, 5, 10])) { $0.index < 5 }
      #expect(answer.frames.map(\.index) == [0, 5])
      #expect(answer.failure == nil)
      #expect(decoder.statistics.started == 1)
    }

    @Test("no bytes at all are a refusal")
    func empty() throws {
      #expect(Answer(try Self.shared.get(), [], Worker.request()).rejection?.code == .headerUnreadable)
    }

    @Test("workers start as they are needed and are used again")
    func reuse() throws {
      let decoder = try WorkerDecoder(executable: Worker.executable)
      let bytes = try Fixture.bytes("images/photos-faces/hopper.jpg")
      for _ in 0..<5 { #expect(Answer(decoder, bytes, Worker.request(.jpeg)).failure == nil) }
      #expect(decoder.statistics == WorkerStatistics(started: 1))
    }

    @Test("a worker is replaced after a damaged file and after its share of images, if the policy says so")
    func replacing() throws {
      let policy = WorkerPolicy(maximumWorkerCount: 1, replacesAfterFailedFile: true, maximumImagesPerWorker: 2)
      let decoder = try Worker.single(policy: policy)
      let (bad, good) = (
        try Fixture.bytes("images/generated/hostile/h_trunc_s.gif"),
        try Fixture.bytes("images/generated/still/s_gif.gif")
      )
      #expect(Answer(decoder, bad, Worker.request(.gif)).rejection?.code == .decodingFailed)
      #expect(decoder.statistics.retired == 1)
      for _ in 0..<4 { #expect(Answer(decoder, good, Worker.request(.gif)).failure == nil) }
      #expect(decoder.statistics == WorkerStatistics(started: 3, retired: 3))
    }

    @Test("an image that finds no free worker before its deadline may try again")
    func noFreeWorker() throws {
      let decoder = try Worker.single()
      let bytes = try Fixture.bytes("images/photos-faces/hopper.jpg")
      var inner: Answer?
      let outer = Answer(decoder, bytes, Worker.request(.jpeg)) { _ in
        inner = Answer(decoder, bytes, Worker.request(.jpeg, timeout: .milliseconds(20)))
        return true
      }
      #expect(outer.failure == nil)
      #expect(inner?.hostFailure?.code == .workerBusy)
      #expect(inner?.hostFailure?.isTransient == true)
    }

    @Test("the report says what bounds the worker")
    func report() throws {
      let decoder = try Worker.single(policy: WorkerPolicy(maximumMemoryBytes: 1 << 30))
      #expect(decoder.sandbox.maximumMemoryBytes == 1 << 30)
      #expect(decoder.sandbox.filtersSystemCalls)
      #expect((decoder.sandbox.weakness == nil) == (decoder.sandbox.mode == .full))
    }

    @Test("descriptors, children and memory are back at the start after many images")
    func resources() throws {
      let bytes = try Fixture.bytes("images/generated/still/s_gif.gif")
      let before = try Holdings.now()
      do {
        let decoder = try Worker.single()
        let during = try Holdings.now()
        for _ in 0..<200 { #expect(Answer(decoder, bytes, Worker.request(.gif)).failure == nil) }
        #expect(try Holdings.now() == during)
      }
      #expect(try Holdings.now() == before)
    }
  }

}
extension WorkerStatistics {
  init(started: Int, retired: Int = 0) {
    self.init()
    self.started = started
    self.retired = retired
  }
}
