package io.flagpost.cli;

import io.flagpost.wire.AnswerVerifier;
import io.flagpost.wire.SignatureProfile;
import io.flagpost.wire.SigningAlgorithm;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that verifies answers: how they were signed. */
final class SignatureOptions {
  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "document",
      description =
          "Which characters are signed, a property of the API key: document or sdk"
              + " (default: ${DEFAULT-VALUE})")
  private SignatureProfile profile = SignatureProfile.DOCUMENT;

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description =
          "RS256 or RS512 (default: the gateway's choice if its key is fetched, else RS256)")
  private @Nullable SigningAlgorithm algorithm;

  /** A verifier for answers signed with this key. */
  AnswerVerifier verifier(RSAPublicKey key) {
    return verifier(key, SigningAlgorithm.RS256);
  }

  /** The same, for a key with a known algorithm. */
  AnswerVerifier verifier(RSAPublicKey key, SigningAlgorithm usedWith) {
    return new AnswerVerifier(key, profile, algorithm == null ? usedWith : algorithm);
  }
}
