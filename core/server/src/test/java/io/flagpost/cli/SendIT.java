package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.Program;
import io.flagpost.testing.RunningGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code flagpost send}, as it is handed out, against the demo. */
class SendIT {
  private static final URI GATEWAY = RunningGateway.demo().url();
  private static final String[] PRODUCT_2 = {
    "--product-id=" + DemoData.PRODUCT_WITH_OWN_KEY,
    "--product-version=" + DemoData.PRODUCT_WITH_OWN_KEY_VERSION,
    "--license-key=" + DemoData.PRODUCT_2_LICENSE,
    "--activation=" + DemoData.PRODUCT_2_ACTIVATION
  };

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"form", "json", "multipart"})
  void theDemosRecordIsStoredAndTheAnswerValid(String format) throws Exception {
    Program.Ended ended = send("--format", format, "--nonce", "once");

    assertThat(ended.output())
        .contains("HTTP status  200", "830: the record is stored; its format is correct")
        .contains("\"nonce\":\"once\"")
        .contains("Signature    valid under the gateway's own global public key");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void answersToAnSdkKeyAreValidInTheSdkProfileOnly() throws Exception {
    String key = "--api-key=" + DemoData.SDK_API_KEY;

    assertThat(send(key, "--profile=sdk").exitCode()).isZero();

    Program.Ended other = send(key);
    assertThat(other.output()).contains("NOT VALID");
    assertThat(other.exitCode()).isEqualTo(1);
  }

  @Test
  void aProductWithItsOwnKeyIsVerifiedWithThat() throws Exception {
    Program.Ended ended = send(PRODUCT_2);

    assertThat(ended.output())
        .contains("Signature    valid under the gateway's own product public key");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void aGivenKeyIsTheOneThatCounts() throws Exception {
    String own = "--public-key=" + publicKey("?product_id=" + DemoData.PRODUCT_WITH_OWN_KEY);
    String global = "--public-key=" + publicKey("");

    assertThat(send(with(own, PRODUCT_2)).exitCode()).isZero();
    assertThat(send(with(global, PRODUCT_2)).exitCode()).isEqualTo(1);
    assertThat(send(global).exitCode()).isZero();
  }

  @Test
  void aRefusalIsExplainedAndAFailure() throws Exception {
    Program.Ended ended = send("--api-key=nobody's");

    assertThat(ended.output())
        .contains("HTTP status  401", "100: no such API key")
        .contains("Signature    valid under the gateway's own global public key");
    assertThat(ended.exitCode()).isEqualTo(1);
  }

  private static Program.Ended send(String... options) throws Exception {
    return Program.run(with("send", with("--url=" + GATEWAY, options)));
  }

  private static String[] with(String first, String... others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return all.toArray(String[]::new);
  }

  private Path publicKey(String query) throws Exception {
    var request = HttpRequest.newBuilder(GATEWAY.resolve("/api/v1/public-key" + query)).build();
    Path file = folder.resolve("key" + query.hashCode() + ".pem");
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofFile(file)).body();
  }
}
