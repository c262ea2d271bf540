package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code send} sends, where it has it from, and how it ends. */
class SendCommandTest extends SendFixture {
  @Test
  void aStoredRecordWithAValidSignatureIsSuccess() {
    answer = envelope(SAVED, "global", GLOBAL);

    assertThat(send()).isZero();

    assertThat(out.toString())
        .contains("830: the record is stored; its format is correct")
        .contains("Errors       none")
        .contains("Signature    valid under the gateway's own global public key");
    assertThat(bodies.get(0))
        .contains("product_id=1&", "numeric_data_single_value=50", "data_group=test_group");
    assertThat(apiKeys).containsExactly("Bearer " + DemoRecord.API_KEY);
  }

  @Test
  void formatErrorsAreListedAndStillASuccess() {
    answer = envelope(SAVED_INCORRECT, "global", GLOBAL);

    assertThat(send("--product-id", "9")).isZero();

    assertThat(out.toString()).contains("product_id: The selected product id is invalid.");
  }

  @Test
  void aRefusalIsAFailureEvenIfItIsValidlySigned() {
    answer = envelope(REFUSED, "global", GLOBAL);

    assertThat(send()).isEqualTo(1);

    assertThat(out.toString()).contains("100: no such API key", "Signature    valid");
  }

  @ParameterizedTest
  @CsvSource({
    "form,data_type=text&text_data=a%26b",
    "json,'{\"data_type\":\"text\",\"text_data\":\"a&b\"'",
    "multipart,'name=\"text_data\"\r\n\r\na&b\r\n'"
  })
  void theRecordIsSentInTheChosenFormat(String format, String expected) {
    answer = envelope(SAVED, "global", GLOBAL);

    assertThat(send("--format", format, "--text", "a&b")).isZero();

    assertThat(bodies.get(0)).contains(expected).doesNotContain("numeric_data");
  }

  @Test
  void theApiKeyCanComeFromTheSurroundings() throws IOException {
    answer = envelope(SAVED, "global", GLOBAL);
    Path file = Files.writeString(home.resolve("key"), "of-the-file\n");

    environment.put("FLAGPOST_API_KEY_FILE", file.toString());
    send();
    environment.put("FLAGPOST_API_KEY", "of-the-variable");
    send();
    send("--api-key", "of-the-option");

    assertThat(apiKeys)
        .containsExactly("Bearer of-the-file", "Bearer of-the-variable", "Bearer of-the-option");
  }

  @Test
  void theUrlCanComeFromTheSurroundings() {
    answer = envelope(SAVED, "global", GLOBAL);
    environment.put("FLAGPOST_PUBLIC_URL", url());

    assertThat(run("send")).isZero();

    assertThat(bodies).hasSize(1);
  }

  @Test
  void anEmptyVariableIsNone() {
    answer = envelope(SAVED, "global", GLOBAL);
    environment.put("FLAGPOST_API_KEY", "");
    environment.put("FLAGPOST_API_KEY_FILE", "");

    send();

    assertThat(apiKeys).containsExactly("Bearer " + DemoRecord.API_KEY);
  }

  @Test
  void aUrlThatIsNoneIsAWrongCommandLine() {
    assertThat(send("--url=not a url")).isEqualTo(2);
    assertThat(send("--url=ftp://gateway")).isEqualTo(2);
  }

  @Test
  void whereNoGatewayAnswersThatIsSaid() {
    gateway.stop(0);

    assertThat(send()).isEqualTo(1);

    assertThat(err.toString()).contains("No gateway answers at http://127.0.0.1:");
  }
}
