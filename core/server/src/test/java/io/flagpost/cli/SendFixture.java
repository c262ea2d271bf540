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
import org.junit.jupiter.api.io.TempDir;

/** {@code send} against a server that answers whatever the test wants. */
abstract class SendFixture {
  static final String SAVED =
      "{\"code\":830,\"message\":\"Correct format data saved\",\"errors\":[],\"timestamp\":1}";
  static final String SAVED_INCORRECT =
      "{\"code\":831,\"message\":\"Incorrect format data saved\",\"errors\":"
          + "{\"product_id\":[\"The selected product id is invalid.\"]},\"timestamp\":1}";
  static final String REFUSED = "{\"code\":100,\"message\":\"Invalid API Key\",\"timestamp\":1}";
  static final KeyPair GLOBAL = TestKeys.pair(2048);
  static final KeyPair OTHER = TestKeys.pair(2048);

  @TempDir Path home;

  final Map<String, String> environment = new HashMap<>();
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  final List<String> bodies = new ArrayList<>();
  final List<String> apiKeys = new ArrayList<>();
  final HttpServer gateway = server();
  String answer = "";
  String algorithm = "RS256";
  String keyId = keyId(GLOBAL);

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

  int send(String... options) {
    List<String> line = new ArrayList<>();
    line.add("send");
    if (!String.join(" ", options).contains("--url=")) {
      line.add("--url=" + url());
    }
    line.addAll(List.of(options));
    return run(line.toArray(String[]::new));
  }

  String url() {
    return "http://127.0.0.1:" + gateway.getAddress().getPort();
  }

  int run(String... line) {
    Console console =
        new Console(
            home,
            environment,
            InputStream.nullInputStream(),
            new PrintWriter(out),
            new PrintWriter(err),
            Terminal.NONE);
    return FlagpostCommand.commandLine(console).execute(line);
  }

  void answerRecord(HttpExchange exchange) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    apiKeys.add(exchange.getRequestHeaders().getFirst("Authorization"));
    exchange.getResponseHeaders().add("Flagpost-Key-Id", keyId);
    answer(exchange, answer);
  }

  void answerKey(HttpExchange exchange) throws IOException {
    assertThat(exchange.getRequestHeaders().getFirst("Accept")).isEqualTo("application/json");
    KeyPair key = exchange.getRequestURI().getQuery() == null ? GLOBAL : OTHER;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    answer(exchange, json.put("algorithm", algorithm).put("pem", pem(key)).toString());
  }

  static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  static String envelope(String response, String keyUsed, KeyPair key) {
    return envelope(response, keyUsed, key, "SHA256withRSA");
  }

  static String envelope(String response, String keyUsed, KeyPair key, String algorithm) {
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

  static String keyId(KeyPair pair) {
    return PublishedKey.thumbprint((RSAPublicKey) pair.getPublic());
  }

  static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
