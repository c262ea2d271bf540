package io.flagpost.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flagpost.testing.Answer;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.RawConnection;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What every answer carries, what failures become, and what is counted and logged of them. */
@ExpectedAlarms(of = ProblemResponder.class)
class AdminAnswersTest extends AdminListenerFixture {
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

  private long timed(String operation, int status) {
    return listener
        .meters
        .get("flagpost.admin.requests")
        .tag("operation", operation)
        .tag("status", Integer.toString(status))
        .timer()
        .count();
  }
}
