package io.flagpost.platform.tls;

/** The cipher suites that a listener offers. */
public enum TlsSuites {
  /** Those that RFC 9325 recommends. */
  RECOMMENDED,
  /** Also those for clients from before 2013. */
  COMPATIBLE
}
