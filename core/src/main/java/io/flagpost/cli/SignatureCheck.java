package io.flagpost.cli;

import java.util.Optional;

/** Judges the signature of an answer. The seam between {@code send} and the verifier. */
interface SignatureCheck {

  /**
   * Checks an answer.
   *
   * @param answer the whole envelope as received
   * @param publicKeyPem the public key in PEM
   * @return nothing if the answer is valid, else why it is not
   */
  Optional<String> problem(String answer, String publicKeyPem);
}
