extension FetchFailure.Code {
  /// The URL does not begin with a scheme.
  public static let schemeMissing = Self(rawValue: "schemeMissing")
  /// The scheme is neither http nor https.
  public static let schemeRefused = Self(rawValue: "schemeRefused")
  /// The URL is malformed, too long, or holds control characters, blanks or backslashes.
  public static let urlInvalid = Self(rawValue: "urlInvalid")
  /// The URL holds a user name or password.
  public static let userInfoRefused = Self(rawValue: "userInfoRefused")
  /// The host is an address in some spelling, not a name.
  public static let bareAddress = Self(rawValue: "bareAddress")
  /// The host is not a well-formed name.
  public static let hostInvalid = Self(rawValue: "hostInvalid")
  /// The port is not one that the rules allow.
  public static let portRefused = Self(rawValue: "portRefused")
  /// The host is an inside name, or one of its addresses is not a public one.
  public static let addressRefused = Self(rawValue: "addressRefused")
  /// The name has no address. Callers get ``addressRefused``.
  public static let nameNotFound = Self(rawValue: "nameNotFound")
  /// No connection came about.
  public static let connectionFailed = Self(rawValue: "connectionFailed")
  /// The connection ended before the answer was whole.
  public static let answerBroken = Self(rawValue: "answerBroken")
  /// What came is not an HTTP/1.1 answer, or its head is too large.
  public static let answerInvalid = Self(rawValue: "answerInvalid")
  /// The server's certificate or TLS handshake failed.
  public static let tlsFailed = Self(rawValue: "tlsFailed")
  /// The outbound proxy refused or did not answer as a proxy.
  public static let proxyFailed = Self(rawValue: "proxyFailed")
  /// The HTTP status is not 200; ``FetchFailure/measured`` is the status.
  public static let statusRefused = Self(rawValue: "statusRefused")
  /// A redirect where none is followed, without a usable target, or from https to http.
  public static let redirectRefused = Self(rawValue: "redirectRefused")
  /// More redirects than the rules allow.
  public static let tooManyRedirects = Self(rawValue: "tooManyRedirects")
  /// More bytes than the call allows.
  public static let tooLarge = Self(rawValue: "tooLarge")
  /// The attempt's time or the call's deadline passed.
  public static let timedOut = Self(rawValue: "timedOut")
  /// The answer holds no bytes.
  public static let emptyBody = Self(rawValue: "emptyBody")
  /// The answer is compressed, although the request forbade it.
  public static let encodingRefused = Self(rawValue: "encodingRefused")
  /// The caller's task was cancelled.
  public static let cancelled = Self(rawValue: "cancelled")
  /// Too many fetches, bytes or name look-ups are under way. Try again later.
  public static let busy = Self(rawValue: "busy")
  /// The fetcher has been shut down.
  public static let shutDown = Self(rawValue: "shutDown")
  /// The operator's rules cannot be used; nothing is fetched until they are put right.
  public static let rulesInvalid = Self(rawValue: "rulesInvalid")
}

extension FetchFailure {
  static let sentences: [Code: String] = [
    .schemeMissing: "The URL must begin with http:// or https://.",
    .schemeRefused: "Only http and https URLs are fetched.",
    .urlInvalid: "The URL is malformed.",
    .userInfoRefused: "The URL must not hold a user name or password.",
    .bareAddress: "The URL must name its host by a domain name, not by an address.",
    .hostInvalid: "The URL's host is not a well-formed domain name.",
    .portRefused: "The URL's port is not allowed.",
    .addressRefused: "The URL's host cannot be used.",
    .connectionFailed: "The URL's server could not be reached.",
    .answerBroken: "The URL's server closed the connection before its answer was whole.",
    .answerInvalid: "The URL's server did not answer in HTTP/1.1.",
    .tlsFailed: "The URL's server offered no valid TLS certificate.",
    .proxyFailed: "The URL could not be fetched.",
    .statusRefused: "The URL's server did not answer with status 200.",
    .redirectRefused: "The URL answers with a redirect that is not followed.",
    .tooManyRedirects: "The URL redirects too often.",
    .tooLarge: "The file behind the URL is too large.",
    .timedOut: "The URL's server did not deliver in time.",
    .emptyBody: "The file behind the URL is empty.",
    .encodingRefused: "The URL's server compressed its answer, although the request forbade it.",
    .cancelled: "The request was cancelled.",
    .busy: "Too many URLs are being fetched. Try again later.",
    .shutDown: "The service is shutting down.",
    .rulesInvalid: "URLs are not fetched here at present.",
  ]
}
