package io.flagpost.wire;

/** A signing algorithm: RSASSA-PKCS1-v1_5 with one of two digests, by its JWA name. */
public enum SigningAlgorithm {
  RS256("SHA256withRSA"),
  RS512("SHA512withRSA");

  private final String jcaName;

  SigningAlgorithm(String jcaName) {
    this.jcaName = jcaName;
  }

  /** The name in the Java Cryptography Architecture. */
  public String jcaName() {
    return jcaName;
  }
}
