package io.flagpost.admin.api;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.testing.Answer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the description demands of parameters, headers and JSON bodies. */
class AdminInputTest extends AdminListenerFixture {
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
        "{\"name\":\"a\\ud800\"} | name | must not contain an unpaired surrogate (U+D800)",
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
}
