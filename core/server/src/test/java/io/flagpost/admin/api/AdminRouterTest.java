package io.flagpost.admin.api;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.web.ClientAddress;
import io.flagpost.testing.Answer;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.RawConnection;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the admin listener does with requests before and after their operation. */
@ExpectedAlarms(of = ProblemResponder.class)
class AdminRouterTest {
  private static final String THINGS = "/admin/v1/things";
  private static final int LIMIT = 1 << 20;

  private static TestListener listener;

  @BeforeAll
  static void start() {
    listener = new TestListener();
  }

  @AfterAll
  static void stop() {
    listener.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/admin/v1/nothing",
        "/admin/v1/things/",
        "//admin/v1/things",
        "/admin/v1/things/1/2",
        "/ADMIN/v1/things",
        "/admin/v1/x/../things",
        "/admin/v1/thing%73"
      })
  void pathsAreExact(String path) throws IOException {
    assertProblem(send("GET", path, "admin"), 404, "not-found");
  }

  @Test
  void anotherMethodIsToldWhichThereAre() throws IOException {
    Answer answer = send("PUT", THINGS, "admin");

    assertProblem(answer, 405, "method-not-allowed");
    assertThat(answer.header("Allow")).isEqualTo("GET, POST, HEAD, OPTIONS");
  }

  @Test
  void optionsNeedsNoToken() throws IOException {
    Answer answer = send("OPTIONS", "/admin/v1/things/1", null);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Allow")).isEqualTo("GET, DELETE, HEAD, OPTIONS");
  }

  @Test
  void optionsAboutTheWholeServerIsCountedAsEveryRequestIs() throws IOException {
    Answer first = send("OPTIONS", "*", null);
    Timer timer =
        listener
            .meters
            .get("flagpost.admin.requests")
            .tags("operation", "none", "status", "204")
            .timer();
    long before = timer.count();

    Answer second = send("OPTIONS", "*", null);

    assertThat(List.of(first.status(), second.status())).containsExactly(204, 204);
    assertThat(timer.count()).isEqualTo(before + 1);
  }

  @Test
  void headIsAnsweredAsGetButForTheBody() throws IOException {
    Answer get = send("GET", THINGS, "admin");
    try (RawConnection connection = connect()) {
      connection.send(head("HEAD", THINGS, "admin", ""));
      Answer answer = connection.receiveHead();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Length")).isEqualTo("" + get.body().length);
      connection.send(head("HEAD", "/nothing", "admin", ""));
      assertThat(connection.receiveHead().status()).isEqualTo(404);
      connection.send(head("GET", THINGS, "admin", ""));
      assertThat(connection.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void whatIsSpelledOutCountsBeforeAParameter() throws IOException {
    assertThat(send("POST", "/admin/v1/things/import", "admin", "text/csv", "a,b").text())
        .isEqualTo("3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization: \r\n",
        "Authorization: Bearer \r\n",
        "Authorization: Basic YWRtaW46YQ==\r\n",
        "Authorization: admin\r\n",
        "Authorization: Bearer nobody\r\n",
        "Authorization: Beareradmin\r\n",
        "Authorization: Bearer admin\r\nAuthorization: Bearer admin\r\n"
      })
  void withoutAUsableTokenNobodyGetsIn(String header) throws IOException {
    Answer answer = send(head("POST", THINGS, null, header + "Content-Length: 4\r\n") + "junk");

    assertProblem(answer, 401, "unauthorized");
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /admin/v1/things, analyst, 200",
    "GET, /admin/v1/things, auditor, 200",
    "GET, /admin/v1/me, analyst, 200",
    "GET, /admin/v1/log, analyst, 403",
    "GET, /admin/v1/log, auditor, 200",
    "GET, /admin/v1/log, admin, 200",
    "DELETE, /admin/v1/things/1, analyst, 403",
    "DELETE, /admin/v1/things/1, auditor, 403",
    "DELETE, /admin/v1/things/1, admin, 204"
  })
  void rolesAreHeldToTheirPermissions(String method, String path, String role, int status)
      throws IOException {
    Answer answer = send(method, path, role);

    assertThat(answer.status()).isEqualTo(status);
    if (status == 403) {
      assertProblem(answer, 403, "forbidden");
    }
  }

  @Test
  void permissionComesBeforeParametersAndBody() throws IOException {
    assertProblem(
        send("POST", THINGS + "?wrong=1", "analyst", "text/plain", "junk"), 403, "forbidden");
  }

  @Test
  void theOperationSeesWhoAsksAndDefaults() throws IOException {
    JsonNode told = json(send("GET", THINGS + "?tag=a&tag=b%20c&active=true", "analyst"));

    assertThat(told.get("actor").asText()).isEqualTo("analyst");
    assertThat(told.get("address").asText()).isEqualTo("127.0.0.1");
    assertThat(told.get("query limit").asText()).isEqualTo("[100]");
    assertThat(told.get("query sort").asText()).isEqualTo("[name]");
    assertThat(told.get("query tag").asText()).isEqualTo("[a, b c]");
    assertThat(told.has("query cursor")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=0 | limit | must be at least 1",
        "limit=1001 | limit | must be at most 1000",
        "limit=ten | limit | must be an integer",
        "limit=1.0 | limit | must be an integer",
        "limit=99999999999999999999 | limit | must be an integer",
        "limit= | limit | must be an integer",
        "limit=1&limit=2 | limit | is given more than once",
        "active=yes | active | must be true or false",
        "sort=age | sort | must be one of name, -name",
        "cursor= | cursor | must not be empty",
        "tag=a&tag=b&tag=c | tag | must have at most 2 items",
        "tag=a&tag=longer | tag[1] | must have at most 5 characters",
        "tag=%zz | tag | is not percent-encoded properly",
        "tag=%2 | tag | is not percent-encoded properly",
        "tag=%ff | tag | is not valid UTF-8",
        "tag=%00 | tag | must not contain the character U+0000",
        "tga=a | tga | is unknown here",
        "%ff=a | (query) | is not valid UTF-8",
        "LIMIT=5 | LIMIT | is unknown here"
      })
  void queryParametersAreHeldToTheDescription(String query, String field, String reason)
      throws IOException {
    assertInvalid(send("GET", THINGS + "?" + query, "admin"), field, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "things/0 | id | must be at least 1",
        "things/one | id | must be an integer",
        "things/%31x | id | must be an integer",
        "named/%c3%28 | name | is not valid UTF-8",
        "named/% | name | is not percent-encoded properly",
        "named/a-name-that-is-too-long | name | must have at most 20 characters"
      })
  void pathParametersAreHeldToTheDescription(String path, String field, String reason)
      throws IOException {
    assertInvalid(send("GET", "/admin/v1/" + path, "admin"), field, reason);
  }

  @Test
  void pathParametersAreDecoded() throws IOException {
    JsonNode told = json(send("GET", "/admin/v1/named/a%2Fb+%C3%A9", "admin"));

    assertThat(told.get("path name").asText()).isEqualTo("a/b+\u00e9");
  }

  @Test
  void headersAreHeldToTheDescription() throws IOException {
    String path = "/admin/v1/things/1";

    assertThat(send(head("DELETE", path, "admin", "If-Match: \"7\"\r\n")).status()).isEqualTo(204);
    assertProblem(send(head("DELETE", path, "admin", "If-Match: \"6\"\r\n")), 412, "stale");
    Answer broken = send(head("DELETE", path, "admin", "If-Match: seven\r\n"));
    assertThat(problem(broken).at("/errors/0/field").asText()).isEqualTo("If-Match");
    assertThat(broken.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | name | is missing",
        "{\"name\":\"\"} | name | must not be empty",
        "{\"name\":\"12345678901\"} | name | must have at most 10 characters",
        "{\"name\":7} | name | must be a string",
        "{\"name\":null} | name | must be a string",
        "{\"name\":\"a\",\"nmae\":1} | nmae | is unknown here",
        "{\"name\":\"a\",\"status\":\"gone\"} | status | must be one of active, retired",
        "{\"name\":\"a\",\"count\":10} | count | must be at most 9",
        "{\"name\":\"a\",\"count\":-1} | count | must be at least 0",
        "{\"name\":\"a\",\"count\":\"1\"} | count | must be an integer",
        "{\"name\":\"a\",\"count\":1.5} | count | must be an integer",
        "{\"name\":\"a\",\"number\":9223372036854775808} | number | is too large a number",
        "{\"name\":\"a\",\"number\":1e30} | number | is too large a number",
        "{\"name\":\"a\",\"ratio\":1e999999999} | ratio | is too large or too small a number",
        "{\"name\":\"a\",\"checksums\":[\"00ff\",\"xyz\"]} | checksums[1] | must match the pattern ^[0-9a-f]{4}$",
        "{\"name\":\"a\",\"checksums\":[\"00ff\",\"00ff\"]} | checksums | must not name anything twice",
        "{\"name\":\"a\",\"checksums\":\"00ff\"} | checksums | must be an array",
        "{\"name\":\"a\",\"expires_at\":\"tomorrow\"} | expires_at | must be a date and time with its time zone, such as 2026-01-31T12:00:00Z",
        "{\"name\":\"a\",\"expires_at\":\"2026-02-30T00:00:00Z\"} | expires_at | must be a date and time with its time zone, such as 2026-01-31T12:00:00Z",
        "{\"name\":\"a\",\"expires_at\":5} | expires_at | must be a string or null",
        "{\"name\":\"a\",\"parent\":{\"id\":\"x\"}} | parent.id | must be an integer",
        "{\"name\":\"a\",\"parent\":{\"id\":1,\"x\":1}} | parent.x | is unknown here",
        "{\"name\":\"a\",\"parent\":7} | parent | must be an object",
        "{\"name\":\"a\",\"name\":\"b\"} | name | is given more than once",
        "{\"name\":\"a\",\"parent\":{\"id\":1,\"\\u0069d\":2}} | parent.id | is given more than once",
        "{\"name\":\"a\\u0000\"} | name | must not contain the character U+0000",
        "{\"name\":\"a\\ud800\"} | name | must not contain half a character (U+D800)",
        "{\"name\":\"a\"} {} | (body) | must be one JSON value and nothing else",
        "[] | (body) | must be an object",
        "null | (body) | must be an object",
        "{\"name\":\"a\" | (body) | is not valid JSON at line 1, column 12",
        "{'name':'a'} | (body) | is not valid JSON at line 1, column 2",
        "{\"name\":NaN} | (body) | is not valid JSON at line 1, column 12"
      })
  void bodiesAreHeldToTheDescription(String body, String field, String reason) throws IOException {
    assertInvalid(post(body), field, reason);
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() throws IOException {
    JsonNode errors = problem(post("{\"status\":1,\"x\":1,\"count\":99}")).get("errors");

    assertThat(errors.findValuesAsText("field"))
        .containsExactlyInAnyOrder("name", "status", "status", "x", "count");
  }

  @Test
  void aSecretIsNotRepeated() throws IOException {
    Answer broken = post("{\"name\":\"a\",\"secret\":\"Hush-Hush\"}");
    Answer torn = post("{\"name\":\"a\",\"secret\":\"Hush-Hush\" Hush-Hush}");

    assertInvalid(broken, "secret", "must match the pattern ^[a-z]+$");
    assertThat(torn.status()).isEqualTo(400);
    assertThat(broken.text() + torn.text()).doesNotContain("Hush");
  }

  @Test
  void aLongNameOfAMemberIsRepeatedInPart() throws IOException {
    assertThat(post("{\"name\":\"a\",\"" + "x".repeat(100_000) + "\":1}").body().length)
        .isLessThan(500);
  }

  @Test
  void aWholeNumberIsOneHoweverItIsWritten() throws IOException {
    assertThat(json(post("{\"name\":\"a\",\"count\":9.0,\"number\":1e3}")).at("/body").toString())
        .isEqualTo("{\"name\":\"a\",\"count\":9,\"number\":1000}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void deepNestingIsRefused(String open) throws IOException {
    Answer answer = post(open.repeat(200_000));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(problem(answer).at("/errors/0/reason").asText()).startsWith("has more than 64");
  }

  @Test
  void aNumberOfAMillionDigitsIsRefused() throws IOException {
    assertThat(post("{\"number\":" + "9".repeat(1_000_000) + "}").status()).isEqualTo(400);
  }

  @Test
  void aByteOrderMarkIsRefused() throws IOException {
    assertInvalid(
        post("\uFEFF{\"name\":\"a\"}"), "(body)", "must not begin with a byte order mark");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() throws IOException {
    byte[] body = "{\"name\":\"a?\"}".getBytes(UTF_8);
    body[10] = (byte) 0xff;
    byte[] utf16 = "{\"name\":\"a\"}".getBytes(UTF_16BE);

    assertInvalid(post("application/json", "", body), "(body)", "is not valid UTF-8");
    assertThat(post("application/json", "", utf16).status()).isEqualTo(400);
  }

  @Test
  void aRequiredBodyMustBeThere() throws IOException {
    assertInvalid(send("POST", THINGS, "admin"), "(body)", "is missing");
    assertInvalid(post(""), "(body)", "is missing");
  }

  @Test
  void anOptionalBodyMayBeAbsentButNotEmpty() throws IOException {
    assertThat(json(send("PATCH", "/admin/v1/me", "analyst")).get("body").isNull()).isTrue();
    assertInvalid(
        send("PATCH", "/admin/v1/me", "analyst", "application/json", "{}"),
        "(body)",
        "must have at least 1 member");
  }

  @Test
  void aBodyThatNobodyAskedForIsRefused() throws IOException {
    assertInvalid(
        send("GET", THINGS, "admin", "application/json", "{}"), "(body)", "is not expected here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx"})
  void anotherMediaTypeIsRefused(String type) throws IOException {
    Answer answer = send("POST", THINGS, "admin", type, "{\"name\":\"a\"}");

    assertProblem(answer, 415, "unsupported-media-type");
    assertThat(problem(answer).get("detail").asText())
        .isEqualTo("The body must be application/json");
  }

  @Test
  void aBodyWithoutMediaTypeIsRefused() throws IOException {
    assertProblem(
        send(head("POST", THINGS, "admin", "Content-Length: 2\r\n") + "{}"),
        415,
        "unsupported-media-type");
  }

  @Test
  void theMediaTypeMayHaveParametersAndCapitals() throws IOException {
    assertThat(
            send("POST", THINGS, "admin", "Application/JSON; charset=utf-8", "{\"name\":\"a\"}")
                .status())
        .isEqualTo(200);
  }

  @Test
  void packedBodiesAreUnpacked() throws IOException {
    byte[] body = "{\"name\":\"packed\"}".getBytes(UTF_8);

    assertThat(json(post("application/json", "gzip", gzip(body))).at("/body/name").asText())
        .isEqualTo("packed");
    assertThat(
            json(post("application/json", "gzip, gzip", gzip(gzip(body))))
                .at("/body/name")
                .asText())
        .isEqualTo("packed");
  }

  @Test
  void aZipBombIsRefused() throws IOException {
    byte[] bomb = gzip(new byte[64 << 20]);

    assertThat(bomb.length).isLessThan(LIMIT);
    assertProblem(post("application/json", "gzip", bomb), 413, "too-large");
    assertProblem(post("application/json", "gzip, gzip", gzip(bomb)), 413, "too-large");
  }

  @Test
  void damagedPackingIsRefused() throws IOException {
    byte[] torn = gzip("{\"name\":\"a\"}".getBytes(UTF_8));
    torn[torn.length - 6] ^= 1;

    assertInvalid(
        post("application/json", "gzip", torn),
        "Content-Encoding",
        "does not describe the body, which is damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "gzip, br", "compress"})
  void anUnknownPackingIsRefused(String coding) throws IOException {
    assertProblem(post("application/json", coding, new byte[9]), 415, "unsupported-media-type");
  }

  @Test
  void theLimitOfABodyHoldsToTheByte() throws IOException {
    String body = "{\"name\":\"a\"}";

    assertThat(post(body + " ".repeat(LIMIT - body.length())).status()).isEqualTo(200);
    assertProblem(post(body + " ".repeat(LIMIT - body.length() + 1)), 413, "too-large");
    assertProblem(
        post("application/json", "gzip", gzip((body + " ".repeat(LIMIT)).getBytes(UTF_8))),
        413,
        "too-large");
  }

  @Test
  void aRefusedBodyIsReadToItsEndAndTheConnectionGoesOn() throws IOException {
    try (RawConnection connection = connect()) {
      connection
          .send(head("POST", THINGS, "nobody", "Content-Length: 5000000\r\n"))
          .send(new byte[5_000_000]);
      assertProblem(connection.receive(), 401, "unauthorized");

      connection.send(head("GET", THINGS, "admin", ""));
      assertThat(connection.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void whoAsksBeforeSendingIsRefusedAtOnceOrToldToGoOn() throws IOException {
    String expecting = "Content-Type: text/csv\r\nContent-Length: 3\r\nExpect: 100-continue\r\n";
    try (RawConnection connection = connect()) {
      connection.send(head("POST", "/admin/v1/things/import", "analyst", expecting));
      assertProblem(connection.receive(), 403, "forbidden");
    }
    try (RawConnection connection = connect()) {
      connection.send(head("POST", "/admin/v1/things/import", "admin", expecting));
      assertThat(connection.receive().status()).isEqualTo(100);
      assertThat(connection.send("a,b").receive().text()).isEqualTo("3");
    }
  }

  @Test
  void anOperationThatTakesNoJsonGetsEveryByte() throws IOException {
    int size = 30_000_000;
    try (RawConnection connection = connect()) {
      connection.send(
          head(
              "POST",
              "/admin/v1/things/import",
              "admin",
              "Content-Type: text/csv\r\nContent-Length: " + size + "\r\n"));
      connection.send(new byte[size]);

      assertThat(connection.receive().text()).isEqualTo("" + size);
    }
  }

  @Test
  void everyAnswerTellsBrowsersToBeCareful() throws IOException {
    for (Answer answer :
        List.of(
            send("GET", THINGS, "admin"),
            send("GET", "/", null),
            send("GET", THINGS, null),
            send("OPTIONS", THINGS, null),
            send("BROKEN\r\n\r\n"))) {
      assertThat(answer.header("X-Request-Id")).matches("[0-9a-f]{16}");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(answer.header("Content-Security-Policy"))
          .isEqualTo("default-src 'none'; frame-ancestors 'none'");
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
      assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
      assertThat(answer.header("Permissions-Policy")).contains("camera=()");
      assertThat(answer.header("Strict-Transport-Security")).isNull();
    }
  }

  @Test
  void whatTheCodecCannotReadIsAProblemToo() throws IOException {
    assertProblem(send("BROKEN\r\n\r\n"), 400, "malformed");
    assertProblem(send("GET / HTTP/9.9\r\n\r\n"), 400, "malformed");
    assertProblem(send("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n"), 414, "uri-too-long");
    assertProblem(
        send(head("GET", THINGS, "admin", "X-Long: " + "x".repeat(40_000) + "\r\n")),
        431,
        "headers-too-large");
  }

  @ParameterizedTest
  @CsvSource({
    "closed, 503, unavailable",
    "shutdown, 503, unavailable",
    "conflict, 409, conflict",
    "constraint, 500, internal",
    "anything, 500, internal"
  })
  void failuresBecomeStatusesInOnePlace(String kind, int status, String type) throws IOException {
    Answer answer = send("GET", "/admin/v1/failures/" + kind, null);

    assertProblem(answer, status, type);
    assertThat(answer.text())
        .doesNotContain("nobody expected", TestListener.SECRET_OF_THE_DATABASE);
    if (status == 500) {
      assertThat(problem(answer).get("request_id").asText())
          .isEqualTo(answer.header("X-Request-Id"));
    }
    assertThat(answer.header("Retry-After")).isEqualTo(status == 503 ? "5" : null);
  }

  @Test
  void anAnswerThatFailsHalfwayIsCutOff() throws IOException {
    try (RawConnection connection = connect()) {
      connection.send(head("GET", "/admin/v1/failures/half", null, ""));

      assertThat(connection.receive().text()).contains("half of it").doesNotContain("\r\n0\r\n");
    }
  }

  @Test
  void everyRefusalIsToldWithTheIdThatItsAnswerHas() throws IOException {
    listener.refused.clear();

    Answer none = send("GET", THINGS, null);
    Answer unknown = send("GET", THINGS, "nobody");
    Answer forbidden = send("POST", THINGS, "analyst", "application/json", "{}");
    send("GET", THINGS, "admin");
    send("GET", "/nothing", "nobody");

    assertThat(listener.refused)
        .containsExactly(
            "listThings none missing null 127.0.0.1 " + none.header("X-Request-Id"),
            "listThings unknown_token other null 127.0.0.1 " + unknown.header("X-Request-Id"),
            "createThing personal_token not_permitted analyst 127.0.0.1 "
                + forbidden.header("X-Request-Id"));
  }

  @Test
  void everyAnswerIsCountedAndInTheAccessLogWithoutWhatMayBeSecret() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(AdminListener.ACCESS_LOG);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      Answer good = send("GET", THINGS + "?tag=hush", "admin");
      Answer refused = send("GET", THINGS, "the-token-of-nobody");
      Answer unknown = send("GET", "/nothing", null);
      Answer broken = send("GET  HTTP/1.1\r\n\r\n");

      for (Answer answer : List.of(good, refused, unknown, broken)) {
        assertThat(log.list)
            .extracting(ILoggingEvent::getFormattedMessage)
            .filteredOn(line -> line.endsWith(answer.header("X-Request-Id")))
            .singleElement()
            .asString()
            .contains(" " + answer.status() + " from 127.0.0.1 in ")
            .doesNotContain("hush", "the-token");
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(timed("listThings", 200)).isPositive();
    assertThat(timed("listThings", 401)).isPositive();
    assertThat(timed("none", 404)).isPositive();
    assertThat(timed("none", 400)).isPositive();
  }

  private static long timed(String operation, int status) {
    return listener
        .meters
        .get("flagpost.admin.requests")
        .tag("operation", operation)
        .tag("status", Integer.toString(status))
        .timer()
        .count();
  }

  @Test
  void withoutAnImplementationForEachOperationNothingStarts() {
    AdminContract contract = TestContract.load();
    AdminOperation operation = request -> Future.succeededFuture(AdminAnswer.noContent());
    AdminListener broken =
        new AdminListener(
            TestSettings.any(),
            new AdminApi(
                contract,
                List.of(
                    Map.of("listThings", operation, "dance", operation),
                    Map.of("listThings", operation))),
            token -> Future.failedFuture("nobody"),
            new ClientAddress(IpNetworks.of(List.of())),
            new SimpleMeterRegistry(),
            (refusal, asked, address, requestId) -> {},
            UnaryOperator.identity());

    assertThatThrownBy(() -> broken.verticle(Vertx.vertx()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not described [dance]")
        .hasMessageContaining("implemented twice [listThings]")
        .hasMessageContaining("createThing");
  }

  private static void assertInvalid(Answer answer, String field, String reason) throws IOException {
    assertProblem(answer, 400, "invalid");
    assertThat(problem(answer).get("errors"))
        .anySatisfy(
            error -> {
              assertThat(error.get("field").asText()).isEqualTo(field);
              assertThat(error.get("reason").asText()).isEqualTo(reason);
            })
        .allSatisfy(error -> assertThat(error.get("field").asText()).isEqualTo(field));
  }

  private static void assertProblem(Answer answer, int status, String type) throws IOException {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(problem(answer).get("type").asText()).isEqualTo("urn:flagpost:problem:" + type);
    assertThat(problem(answer).get("status").asInt()).isEqualTo(status);
    assertThat(problem(answer).get("title").asText()).isNotBlank();
    assertThat(problem(answer).get("detail").asText()).isNotBlank();
  }

  private static JsonNode problem(Answer answer) throws IOException {
    return new JsonMapper().readTree(answer.body());
  }

  private static JsonNode json(Answer answer) throws IOException {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return problem(answer);
  }

  private static Answer post(String body) throws IOException {
    return post("application/json", "", body.getBytes(UTF_8));
  }

  private static Answer post(String type, String coding, byte[] body) throws IOException {
    String headers =
        String.format(Locale.ROOT, "Content-Type: %s\r\nContent-Length: %d\r\n", type, body.length)
            + (coding.isEmpty() ? "" : "Content-Encoding: " + coding + "\r\n");
    try (RawConnection connection = connect()) {
      return connection.send(head("POST", THINGS, "admin", headers)).send(body).receive();
    }
  }

  private static Answer send(String method, String path, @Nullable String token)
      throws IOException {
    return send(head(method, path, token, ""));
  }

  private static Answer send(String method, String path, String token, String type, String body)
      throws IOException {
    return send(
        head(
                method,
                path,
                token,
                String.format(
                    Locale.ROOT, "Content-Type: %s\r\nContent-Length: %d\r\n", type, body.length()))
            + body);
  }

  private static Answer send(String request) throws IOException {
    try (RawConnection connection = connect()) {
      return connection.send(request).receive();
    }
  }

  private static RawConnection connect() throws IOException {
    return new RawConnection(listener.port());
  }

  private static String head(String method, String path, @Nullable String token, String headers) {
    return String.format(
        Locale.ROOT,
        "%s %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n",
        method,
        path,
        token == null ? "" : "Authorization: Bearer " + token + "\r\n",
        headers);
  }

  private static byte[] gzip(byte[] body) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return packed.toByteArray();
  }
}
