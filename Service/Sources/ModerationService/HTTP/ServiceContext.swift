public import Hummingbird
import NIOCore

/// What Hummingbird hands over with a request: the connection.
public struct ServiceContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  let channel: any Channel

  public init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}
