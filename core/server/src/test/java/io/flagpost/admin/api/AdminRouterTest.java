package io.flagpost.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.platform.net.IpNetworks;
import io.flagpost.platform.web.ClientAddress;
import io.flagpost.testing.Answer;
import io.flagpost.testing.RawConnection;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which operation a request reaches, and who may call it. */
class AdminRouterTest extends AdminListenerFixture {
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
            new AccessWatch(
                (refusal, asked, address, requestId) -> {},
                (read, request) -> Future.succeededFuture()),
            UnaryOperator.identity());

    assertThatThrownBy(() -> broken.verticle(Vertx.vertx()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not described [dance]")
        .hasMessageContaining("implemented twice [listThings]")
        .hasMessageContaining("createThing");
  }
}
