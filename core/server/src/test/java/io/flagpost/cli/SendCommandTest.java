package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.Terminal;
import io.flagpost.signing.PublishedKey;
import io.flagpost.signing.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code send} against a server that answers whatever the test wants. */
class SendCommandTest {
  private static final String SAVED =
      "{\"code\":830,\"message\":\"Correct format data saved\",\"errors\":[],\"timestamp\":1}";
  private static final String SAVED_INCORRECT =
      "{\"code\":831,\"message\":\"Incorrect format data saved\",\"errors\":"
          + "{\"product_id\":[\"The selected product id is invalid.\"]},\"timestamp\":1}";
  private static final String REFUSED =
      "{\"code\":100,\"message\":\"Invalid API Key\",\"timestamp\":1}";
  private static final KeyPair GLOBAL = TestKeys.pair(2048);
  private static final KeyPair OTHER = TestKeys.pair(2048);

  @TempDir private Path home;

  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> bodies = new ArrayList<>();
  private final List<String> apiKeys = new ArrayList<>();
  private final HttpServer gateway = server();
  private String answer = "";
  private String algorithm = "RS256";
  private String keyId = keyId(GLOBAL);

  @BeforeEach
  void start() {
    gateway.createContext("/api/v1/send-telemetry-data", this::answerRecord);
    gateway.createContext("/api/v1/public-key", this::answerKey);
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

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

  /** It could paint "valid" over what is said of its signature. */
  @Test
  void aGatewaysTextDoesNothingToTheTerminal() {
    answer = envelope(SAVED.replace("saved", "\\u001b[2A\u009bvalid\\r\u202e"), "global", OTHER);

    assertThat(send()).isEqualTo(1);

    assertThat(out.toString())
        .contains("\\u001b[2A\\u009bvalid\\r\\u202e", "NOT VALID")
        .doesNotContain("\u001b", "\u009b", "\r\u202e");
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

  private int send(String... options) {
    List<String> line = new ArrayList<>();
    line.add("send");
    if (!String.join(" ", options).contains("--url=")) {
      line.add("--url=http://127.0.0.1:" + gateway.getAddress().getPort());
    }
    line.addAll(List.of(options));
    Console console =
        new Console(
            home,
            environment,
            InputStream.nullInputStream(),
            new PrintWriter(out),
            new PrintWriter(err),
            Terminal.NONE);
    return FlagpostCommand.commandLine(console).execute(line.toArray(String[]::new));
  }

  private void answerRecord(HttpExchange exchange) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    apiKeys.add(exchange.getRequestHeaders().getFirst("Authorization"));
    exchange.getResponseHeaders().add("Flagpost-Key-Id", keyId);
    answer(exchange, answer);
  }

  private void answerKey(HttpExchange exchange) throws IOException {
    assertThat(exchange.getRequestHeaders().getFirst("Accept")).isEqualTo("application/json");
    KeyPair key = exchange.getRequestURI().getQuery() == null ? GLOBAL : OTHER;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    answer(exchange, json.put("algorithm", algorithm).put("pem", pem(key)).toString());
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String envelope(String response, String keyUsed, KeyPair key) {
    return envelope(response, keyUsed, key, "SHA256withRSA");
  }

  private static String envelope(String response, String keyUsed, KeyPair key, String algorithm) {
    try {
      String base64 = Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8));
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key.getPrivate());
      signature.update(base64.getBytes(StandardCharsets.US_ASCII));
      return String.format(
          Locale.ROOT,
          "{\"response\":%s,\"response_base64\":\"%s\",\"private_key_used\":\"%s\",\"signature\":\"%s\"}",
          response,
          base64,
          keyUsed,
          Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String keyId(KeyPair pair) {
    return PublishedKey.thumbprint((RSAPublicKey) pair.getPublic());
  }

  private static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
