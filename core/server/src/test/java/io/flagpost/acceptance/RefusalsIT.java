package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.testing.RunningGateway;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal that can be called up, which of them comes first, and what its headers say. */
class RefusalsIT {
  private static final byte[] TOO_LARGE = new byte[(1 << 20) + 1];

  private final Client client = Client.demo();
  private final VendorRecords vendor = new VendorRecords(RunningGateway.demo());

  static Stream<Arguments> apiKeys() {
    return Stream.of(
        arguments("", 100, "Invalid API Key"),
        arguments("no-such-key", 100, "Invalid API Key"),
        arguments("demo-inactive-key", 101, "Inactive API Key"),
        arguments("demo-ip-locked-key", 103, "API key can't be used from this IP address"),
        arguments(
            "demo-read-only-key",
            102,
            "The used API key doesn't have the required capability to access this endpoint"));
  }

  @ParameterizedTest
  @MethodSource("apiKeys")
  void anApiKeyThatCannotSendIsRefused(String apiKey, int code, String message) {
    Answer answer = client.send(Fields.document().with("api_key", apiKey));

    assertRefused(answer, 401, code, message);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @MethodSource("apiKeys")
  void anApiKeyThatCannotReadIsRefused(String apiKey, int code, String message) {
    String writer = apiKey.replace("demo-read-only-key", "demo-write-only-key");

    Answer answer = client.ask(client.to(Client.READ + "?api_key=" + writer));

    assertRefused(answer, 401, code, message);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void anExpiredApiKeyIsInactive() throws Exception {
    assertThat(codeFor(vendor.apiKey("expires_at", "now() - interval '1 second'"))).isEqualTo(101);
    assertThat(codeFor(vendor.apiKey("expires_at", "now() + interval '1 day'"))).isEqualTo(830);
  }

  @Test
  void anInactiveKeyIsToldSoBeforeItsAddressAndItsAddressBeforeItsCapability() throws Exception {
    String locked = "ARRAY['192.0.2.0/24']::cidr[]";

    assertThat(codeFor(vendor.apiKey("read", "active, allow_list", "false, " + locked)))
        .isEqualTo(101);
    assertThat(codeFor(vendor.apiKey("read", "allow_list", locked))).isEqualTo(103);
    assertThat(codeFor(vendor.apiKey("read", "active", "true"))).isEqualTo(102);
  }

  @Test
  void anApiKeyThatAsksTooOftenIsToldWhenToComeBack() throws Exception {
    String limited = vendor.apiKey("rate_limit", "1");
    Fields fields = Fields.document().with("api_key", limited);
    AtomicReference<Answer> last = new AtomicReference<>(client.send(fields));
    Client.await(
        () -> {
          Answer next = client.send(fields);
          last.set(next);
          return next.code() == 160;
        });

    Answer answer = Objects.requireNonNull(last.get());
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.responseButForTime())
        .isEqualTo("{\"code\":160,\"message\":\"Too many requests\",\"timestamp\":0}");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.envelope().path("retry_after").asInt()).isEqualTo(1);
  }

  @Test
  void anApiKeyOfTheSdkProfileIsRefusedInThatProfile() throws Exception {
    String inactive = vendor.apiKey("active, profile", "false, 'sdk'");
    HttpRequest.Builder request = client.form(Fields.document().with("api_key", inactive));
    Client.await(() -> Answer.of(client.exchange(request)).code() != 100);

    Answer answer = client.askAsSdk(request);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo(101);
  }

  @Test
  void withoutAnyApiKeyItIsInvalid() {
    assertRefused(client.send(Fields.document().without("api_key")), 401, 100, "Invalid API Key");
    assertRefused(client.ask(client.to(Client.READ)), 401, 100, "Invalid API Key");
  }

  @Test
  void ofABodyThatCannotBeDecodedTheApiKeyIsNotTaken() {
    String broken = "{\"api_key\":\"" + Fields.API_KEY + "\",";

    assertThat(client.ask(client.json(broken)).code()).isEqualTo(100);
    assertThat(
            client
                .ask(client.json(broken).header("Authorization", "Bearer " + Fields.API_KEY))
                .code())
        .isEqualTo(831);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v1/send-telemetry-dat",
        "/api/v1/Send-Telemetry-Data",
        "/api/v1/send-telemetry-data//",
        "//api/v1/send-telemetry-data",
        "/api/v1/./send-telemetry-data",
        "/api/v2/send-telemetry-data",
        "/api/v1/send-telemetry-data/x",
        "/health/ready"
      })
  void anotherPathIsNotFound(String path) {
    assertRefused(client.ask(client.to(path)), 404, 162, "Endpoint not found");
    assertRefused(
        client.ask(client.to(path).POST(BodyPublishers.ofString("x"))),
        404,
        162,
        "Endpoint not found");
  }

  static Stream<Arguments> otherMethods() {
    return Stream.of(
        arguments(Client.SEND, "GET", "POST, OPTIONS"),
        arguments("/v1/send-telemetry/", "PUT", "POST, OPTIONS"),
        arguments(Client.READ, "POST", "GET, HEAD, OPTIONS"),
        arguments("/v1/get-telemetry", "DELETE", "GET, HEAD, OPTIONS"),
        arguments("/api/v1/public-key", "POST", "GET, HEAD, OPTIONS"),
        arguments("/.well-known/jwks.json", "PATCH", "GET, HEAD, OPTIONS"),
        arguments("/docs", "POST", "GET, HEAD, OPTIONS"));
  }

  @ParameterizedTest
  @MethodSource("otherMethods")
  void anotherMethodIsNotAllowed(String path, String method, String allow) {
    Answer answer = client.ask(client.to(path).method(method, BodyPublishers.noBody()));

    assertRefused(answer, 405, 163, "Method not allowed");
    assertThat(answer.header("Allow")).isEqualTo(allow);
  }

  @ParameterizedTest
  @MethodSource("otherMethods")
  void optionsTellsTheMethods(String path, String method, String allow) {
    HttpResponse<byte[]> answer =
        client.exchange(client.to(path).method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Allow")).contains(allow);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aBodyOverTheLimitIsTooLarge() {
    assertRefused(client.ask(tooLarge(Client.SEND)), 413, 161, "Request too large");
  }

  @Test
  void aBodyIsTooLargeByWhatItInflatesTo() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(TOO_LARGE);
    }

    Answer answer =
        client.ask(
            client
                .post("text/plain", bytes.toByteArray())
                .header("Content-Encoding", "gzip")
                .header("Authorization", "Bearer " + Fields.API_KEY));

    assertRefused(answer, 413, 161, "Request too large");
  }

  @Test
  void aBodyAtTheLimitIsTaken() {
    String apiKey = "api_key=" + Fields.API_KEY + "&x=";
    String body = apiKey + "x".repeat((1 << 20) - apiKey.length());

    assertThat(client.ask(client.post("application/x-www-form-urlencoded", body)).code())
        .isEqualTo(831);
  }

  @Test
  void theFirstRefusalThatAppliesIsTheOneGiven() {
    // Path before method before size before API key before its address before the block list.
    assertThat(client.ask(tooLarge("/nowhere")).code()).isEqualTo(162);
    assertThat(client.ask(tooLarge(Client.READ)).code()).isEqualTo(163);
    assertThat(
            client
                .ask(tooLarge(Client.SEND).header("Authorization", "Bearer demo-inactive-key"))
                .code())
        .isEqualTo(161);
    assertThat(
            client
                .send(
                    Fields.document()
                        .with("api_key", "demo-read-only-key")
                        .with("user_identifier", "blocked-user"))
                .code())
        .isEqualTo(102);
    assertThat(client.readAs("demo-write-only-key", "page", "x").code()).isEqualTo(102);
  }

  @Test
  void aRefusedRequestIsNotStored() {
    Fields refused = Fields.honest().with("api_key", "demo-inactive-key");
    Fields later = Fields.honest();

    client.send(refused);
    client.send(later);

    client.recordOf(later.user());
    assertThat(client.read("user_identifier", refused.user()).records()).isEmpty();
  }

  @Test
  void aBlockedUserIsDeniedButTheRecordIsKeptAndFlagged() {
    String group = "evidence-" + UUID.randomUUID();
    Fields fields =
        Fields.document().with("user_identifier", "blocked-user").with("data_group", group);
    Fields later = Fields.honest();

    Answer answer = client.send(fields.with("nonce", "not for refusals"));
    client.send(later);

    assertRefused(answer, 403, 150, "Access denied");
    client.recordOf(later.user());
    JsonNode record = client.read("data_group", group).records().get(0);
    assertThat(Client.flagsOf(record)).containsExactly("blocked_source");
    assertThat(record.path("has_red_flags").asInt()).isEqualTo(1);
    assertThat(record.path("is_correct_format").asInt()).isEqualTo(1);
  }

  @Test
  void aBlockedActivationIsDenied() throws Exception {
    Fields fields = Fields.honest().with("activation_identifier", "cracked-" + UUID.randomUUID());
    vendor.block("activation", fields.values().getOrDefault("activation_identifier", ""));

    Client.await(() -> client.send(fields).code() == 150);
  }

  @Test
  void aBlockedUserIsDeniedWhateverElseIsWrong() {
    Fields fields =
        Fields.document().with("user_identifier", " blocked-user ").without("data_type");

    assertRefused(client.send(fields), 403, 150, "Access denied");
  }

  /** What a sender is told once the gateway knows the API key. */
  private int codeFor(String apiKey) {
    Fields fields = Fields.document().with("api_key", apiKey);
    Client.await(() -> client.send(fields).code() != 100);
    return client.send(fields).code();
  }

  private HttpRequest.Builder tooLarge(String path) {
    return client.to(path).POST(BodyPublishers.ofByteArray(TOO_LARGE));
  }

  private static void assertRefused(Answer answer, int status, int code, String message) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.responseButForTime())
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "{\"code\":%s,\"message\":\"%s\",\"timestamp\":0}",
                Integer.toString(code),
                message));
    assertThat(answer.keyUsed()).isEqualTo("global");
    assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    assertThat(answer.envelope().has("retry_after")).isFalse();
  }
}
