package io.flagpost.admin.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The media types, codings and sizes of bodies, and how they travel. */
class AdminBodiesTest extends AdminListenerFixture {
  private static final int LIMIT = 1 << 20;

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

  private static byte[] gzip(byte[] body) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return packed.toByteArray();
  }
}
