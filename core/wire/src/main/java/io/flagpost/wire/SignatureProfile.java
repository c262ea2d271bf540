package io.flagpost.wire;

/** The characters of an answer that are signed. */
public enum SignatureProfile {
  /**
   * The profile of the reference document: the signature covers the characters of {@code
   * response_base64}.
   */
  DOCUMENT,
  /**
   * The profile of published SDKs: it covers the compact JSON of the envelope without the
   * signature.
   */
  SDK
}
