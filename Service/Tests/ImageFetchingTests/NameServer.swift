import NIOCore
import NIOPosix
import Synchronization

/// A DNS server: the n-th question for a name's IPv4 addresses gets its n-th answer, later ones the last. It has no
/// IPv6 addresses and allows no answer to be kept.
final class NameServer: Sendable {
  private final class Book: Sendable {
    let answers: [String: [[String]]]
    let counts = Mutex<[String: Int]>([:])

    init(_ answers: [String: [[String]]]) { self.answers = answers }

    func addresses(of name: String) -> [String]? {
      guard let answers = answers[name] else { return nil }
      let number = counts.withLock { counts in
        counts[name, default: 0] += 1
        return counts[name, default: 1] - 1
      }
      return answers[min(number, answers.count - 1)]
    }
  }

  private let channel: any Channel
  private let book: Book

  init(_ answers: [String: [[String]]], address: String, port: Int = 53) async throws {
    let book = Book(answers)
    self.book = book
    channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Handler(book: book)) }
      }
      .bind(host: address, port: port).get()
  }

  /// How often the IPv4 addresses of a name were asked for.
  func questions(for name: String) -> Int { book.counts.withLock { $0[name, default: 0] } }

  func stop() async throws { try await channel.close() }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let book: Book

    init(book: Book) { self.book = book }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let envelope = unwrapInboundIn(data)
      guard let reply = reply(to: envelope.data) else { return }
      context.writeAndFlush(
        wrapOutboundOut(AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: reply)), promise: nil)
    }

    /// RFC 1035 §4.1: a head of 12 bytes, the question as it came, and an answer a 4-byte address.
    private func reply(to question: ByteBuffer) -> ByteBuffer? {
      var reader = question
      guard let head = reader.readBytes(length: 12) else { return nil }
      var labels: [String] = []
      while let length = reader.readInteger(as: UInt8.self), length > 0,
        let label = reader.readString(length: Int(length))
      {
        labels.append(label)
      }
      guard let type = reader.readInteger(as: UInt16.self), reader.readInteger(as: UInt16.self) != nil else {
        return nil
      }
      let length = question.readableBytes - reader.readableBytes
      guard let asked = question.getBytes(at: question.readerIndex + 12, length: length - 12) else { return nil }
      let name = labels.joined(separator: ".").lowercased()
      let isKnown = book.answers[name] != nil
      let addresses = type == 1 ? book.addresses(of: name) ?? [] : []
      var reply = ByteBuffer()
      reply.writeBytes(head[0..<2])
      reply.writeInteger(UInt16(isKnown ? 0x8580 : 0x8583))
      for count in [1, addresses.count, 0, 0] { reply.writeInteger(UInt16(count)) }
      reply.writeBytes(asked)
      for address in addresses {
        reply.writeInteger(UInt16(0xC00C))
        reply.writeInteger(UInt16(1))
        reply.writeInteger(UInt16(1))
        reply.writeInteger(UInt32(0))
        reply.writeInteger(UInt16(4))
        reply.writeBytes(address.split(separator: ".").compactMap { UInt8($0) })
      }
      return reply
    }
  }
}
