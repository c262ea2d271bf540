package io.flagpost.platform.tls;

/** Which cipher suites a listener offers. */
public enum TlsSuites {
  /** Those that RFC 9325 recommends. */
  RECOMMENDED,
  /** Those for clients of before 2013, too. */
  COMPATIBLE
}
