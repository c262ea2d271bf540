package io.flagpost.platform.tls;

import java.util.List;

/** The cipher suites that a listener may offer. */
final class CipherSuites {
  /**
   * RFC 9325, 4.2: the suites of TLS 1.3, and those of TLS 1.2 with forward secrecy (ECDHE) and
   * authenticated encryption.
   */
  static final List<String> RECOMMENDED =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private CipherSuites() {}
}
