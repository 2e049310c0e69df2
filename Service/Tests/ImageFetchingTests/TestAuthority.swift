/// A certificate authority of these tests alone, and a server's certificate and key for `pictures.example`.
///
/// Made with OpenSSL (prime256v1, valid for 100 years from 2026). The authority's own key was thrown away; nothing
/// outside of these tests believes it.
enum TestAuthority {
  static let authority = """
    -----BEGIN CERTIFICATE-----
    MIIBxTCCAWugAwIBAgIUQvFNeShUa3Poz0REY+7XO7WIw3AwCgYIKoZIzj0EAwIw
    LzEtMCsGA1UEAwwkVGVzdCBhdXRob3JpdHkgb2YgSW1hZ2VGZXRjaGluZ1Rlc3Rz
    MCAXDTI2MTEyODA2NTY1NFoYDzIxMjYxMTA0MDY1NjU0WjAvMS0wKwYDVQQDDCRU
    ZXN0IGF1dGhvcml0eSBvZiBJbWFnZUZldGNoaW5nVGVzdHMwWTATBgcqhkjOPQIB
    BggqhkjOPQMBBwNCAARB4T9OA+x2VZh03YjEaEqhLgJxDzn4H90/lxpR36huG+0R
    vhhqik11+Bjqap+nYPnuEv3Bu0CpSR1uxiauu5dQo2MwYTAdBgNVHQ4EFgQUNCxG
    qBk9F5HNstrkqv36Bryuw8UwHwYDVR0jBBgwFoAUNCxGqBk9F5HNstrkqv36Bryu
    w8UwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwCgYIKoZIzj0EAwID
    SAAwRQIhAMDuEUmse1kWXuIJ9AWrEvLUDjn8U0AlyFwQHox8G6XVAiBwZIFbPFB8
    2NSZNOq56GXFcR8wl2mugfR5RdRz9jIWOQ==
    -----END CERTIFICATE-----
    """

  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBzDCCAXOgAwIBAgIUVRV7k7POP1s7bD5FrA2kFtC1cT4wCgYIKoZIzj0EAwIw
    LzEtMCsGA1UEAwwkVGVzdCBhdXRob3JpdHkgb2YgSW1hZ2VGZXRjaGluZ1Rlc3Rz
    MCAXDTI2MTEyODA2NTY1NFoYDzIxMjYxMTA0MDY1NjU0WjAbMRkwFwYDVQQDDBBw
    aWN0dXJlcy5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEd2kqaexX
    TJU8ROSdU+aJwZcZ47yOcBakMNT1o8iXpUA3x3itbFYjqJSY64ZAr0V/QQgH0Ddm
    Lma2ZiBtF4nP86N/MH0wGwYDVR0RBBQwEoIQcGljdHVyZXMuZXhhbXBsZTATBgNV
    HSUEDDAKBggrBgEFBQcDATAJBgNVHRMEAjAAMB0GA1UdDgQWBBQN72OVAqpveV24
    z4kHs3q4kHJVLjAfBgNVHSMEGDAWgBQ0LEaoGT0Xkc2y2uSq/foGvK7DxTAKBggq
    hkjOPQQDAgNHADBEAiBdQ0R6UV3yjFKRC8c2yQRXDM7etvDzg2uSInY6DBCfKQIg
    aZ0/OshHOW7/FSrtyv+UX0d3UmEomjYnpz8z2X76BoY=
    -----END CERTIFICATE-----
    """

  /// Test key: protects nothing.
  static let key = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwjVf1+fND7yiJKRf
    5JLqGKydKE8siW8LYGAY/EHb4eihRANCAAR3aSpp7FdMlTxE5J1T5onBlxnjvI5w
    FqQw1PWjyJelQDfHeK1sViOolJjrhkCvRX9BCAfQN2YuZrZmIG0Xic/z
    -----END PRIVATE KEY-----
    """
}
