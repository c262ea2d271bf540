package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code send} makes of an answer's signature, and with which key it verifies it. */
class SendVerificationTest extends SendFixture {
  @Test
  void anAnswerSignedBySomebodyElseIsAFailure() {
    answer = envelope(SAVED, "global", OTHER);

    assertThat(send()).isEqualTo(1);

    assertThat(out.toString()).contains("NOT VALID");
  }

  @Test
  void anAnswerUnderAKeyThatTheGatewayNoLongerGivesIsExplained() {
    answer = envelope(SAVED, "global", OTHER);
    assertThat(send()).isEqualTo(1);
    assertThat(out.toString()).doesNotContain("another key");

    keyId = keyId(OTHER);
    assertThat(send()).isEqualTo(1);
    assertThat(out.toString()).contains("The answer names another key");
  }

  @Test
  void anAnswerWhoseResponseWasChangedIsAFailure() {
    answer = envelope(SAVED, "global", GLOBAL).replaceFirst("\"timestamp\":1", "\"timestamp\":2");

    assertThat(send()).isEqualTo(1);

    assertThat(out.toString()).contains("NOT VALID", "response is not what response_base64 holds");
  }

  @Test
  void theProductsKeyIsAskedForWhereItSigned() {
    answer = envelope(SAVED, "product", OTHER);

    assertThat(send("--product-id", "2")).isZero();

    assertThat(out.toString()).contains("valid under the gateway's own product public key");
  }

  @Test
  void aGivenPublicKeyIsTheOneThatCounts() throws IOException {
    answer = envelope(SAVED, "global", GLOBAL);
    Path right = Files.writeString(home.resolve("right.pem"), pem(GLOBAL));
    Path wrong = Files.writeString(home.resolve("wrong.pem"), pem(OTHER));

    assertThat(send("--public-key", right.toString())).isZero();
    assertThat(send("--public-key", wrong.toString())).isEqualTo(1);
    assertThat(send("--public-key", home.resolve("none.pem").toString())).isEqualTo(2);
  }

  @Test
  void theGatewaySaysWhichAlgorithmItsKeyIsUsedWith() {
    answer = envelope(SAVED, "global", GLOBAL, "SHA512withRSA");
    assertThat(send()).isEqualTo(1);
    assertThat(send("--algorithm", "RS512")).isZero();

    algorithm = "RS512";
    assertThat(send()).isZero();
    assertThat(send("--algorithm", "RS256")).isEqualTo(1);
  }

  @Test
  void aGatewayWithoutAUsableKeyIsAFailure() {
    answer = envelope(SAVED, "global", GLOBAL);
    algorithm = "HS256";

    assertThat(send()).isEqualTo(1);

    assertThat(err.toString()).contains("The gateway's public key is of no use");
  }

  @Test
  void anAnswerWithoutTheNonceIsAFailure() {
    answer = envelope(SAVED, "global", GLOBAL);
    assertThat(send("--nonce", "n1")).isEqualTo(1);

    answer = envelope(SAVED.replace("}", ",\"nonce\":\"n1\"}"), "global", GLOBAL);
    assertThat(send("--nonce", "n1")).isZero();
  }

  /** It could paint "valid" over what is said of its signature. */
  @Test
  void aGatewaysTextDoesNothingToTheTerminal() {
    answer = envelope(SAVED.replace("saved", "\\u001b[2A\u009bvalid\\r\u202e"), "global", OTHER);

    assertThat(send()).isEqualTo(1);

    assertThat(out.toString())
        .contains("\\u001b[2A\\u009bvalid\\r\\u202e", "NOT VALID")
        .doesNotContain("\u001b", "\u009b", "\r\u202e");
  }
}
