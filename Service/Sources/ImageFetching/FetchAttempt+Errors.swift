import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension FetchAttempt {
  /// What an error of the client, of TLS or of the sockets means.
  static func failure(_ error: any Error, host: String) -> FetchFailure {
    func failure(_ code: FetchFailure.Code, _ words: String) -> FetchFailure {
      FetchFailure(code, message: "\(host): \(words)")
    }
    switch error {
    case let failure as FetchFailure: return failure
    case is CancellationError: return failure(.cancelled, "the fetch was cancelled")
    case let error as HTTPClientError: return clientFailure(error, failure: failure)
    case HTTPParserError.invalidEOFState: return failure(.answerBroken, "the answer broke off")
    case HTTPParserError.headerOverflow: return failure(.answerInvalid, "the answer's head is too large")
    case is HTTPParserError: return failure(.answerInvalid, "the answer is not HTTP/1.1 (\(error))")
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: return failure(.tlsFailed, "TLS failed (\(error))")
    case ChannelError.connectTimeout: return failure(.timedOut, "no connection came about in time")
    case is NIOConnectionError: return failure(.connectionFailed, "no connection came about")
    case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE:
      return failure(.answerBroken, "the connection broke (\(error.errnoCode))")
    case let error as IOError: return failure(.connectionFailed, "no connection came about (\(error.errnoCode))")
    default: return failure(.connectionFailed, "\(error)")
    }
  }

  private static func clientFailure(
    _ error: HTTPClientError, failure: (FetchFailure.Code, String) -> FetchFailure
  ) -> FetchFailure {
    switch error {
    case .deadlineExceeded, .connectTimeout, .readTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout,
      .httpProxyHandshakeTimeout:
      failure(.timedOut, "nothing came in time")
    case .cancelled: failure(.cancelled, "the fetch was cancelled")
    case .remoteConnectionClosed: failure(.answerBroken, "the connection closed before the answer was whole")
    case .proxyAuthenticationRequired, .invalidProxyResponse: failure(.proxyFailed, "the proxy refused")
    default: failure(.connectionFailed, "\(error)")
    }
  }
}
