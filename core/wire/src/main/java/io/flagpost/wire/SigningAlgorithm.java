package io.flagpost.wire;

/** How a key signs: RSASSA-PKCS1-v1_5 with one of two digests, under their JWA names. */
public enum SigningAlgorithm {
  RS256("SHA256withRSA"),
  RS512("SHA512withRSA");

  private final String jcaName;

  SigningAlgorithm(String jcaName) {
    this.jcaName = jcaName;
  }

  /** The name under which the Java Cryptography Architecture knows it. */
  public String jcaName() {
    return jcaName;
  }
}
