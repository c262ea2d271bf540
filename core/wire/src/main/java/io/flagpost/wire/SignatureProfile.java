package io.flagpost.wire;

/** Which characters of an answer are signed. */
public enum SignatureProfile {
  /** The reference document's: the signature covers the characters of {@code response_base64}. */
  DOCUMENT,
  /** Published SDKs': it covers the compact JSON of the envelope without the signature. */
  SDK
}
