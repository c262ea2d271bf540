package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.node.config.Mode;
import io.flagpost.testing.AdminApi;
import io.flagpost.testing.Commands;
import io.flagpost.testing.EventClient;
import io.flagpost.testing.Patience;
import io.flagpost.testing.RunningGateway;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records as they are told to whoever listens. */
class LiveIT {
  private static final String LIVE = "/admin/v1/telemetry/live";

  @TempDir private static Path folder;

  private static RunningGateway gateway;
  private static Commands commands;
  private static AdminApi admin;
  private static Client client;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    gateway = RunningGateway.start(Mode.DEMO, Commands.administrator());
    commands = new Commands(folder);
    commands.signIn(gateway);
    client = Client.of(gateway);
    token = token(gateway, "shared");
    admin = AdminApi.at(gateway.adminUrl()).with(token);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void aFlaggedRecordIsToldAndItsVerdictIsExplained() throws Exception {
    Fields suspect = Fields.honest().with("license_key", "invented-0001");
    try (EventClient stream = listen("?has_red_flags=true&user_identifier=" + suspect.user())) {
      client.send(suspect);

      EventClient.Event event = stream.next();

      JsonNode record = event.json().path("record");
      assertThat(event.type()).isEqualTo("record");
      assertThat(record.path("user_identifier").asText()).isEqualTo(suspect.user());
      assertThat(record.path("red_flags").toString()).contains("unknown_license_key");
      String id = record.path("record_id").asText();
      assertThat(commands.run("telemetry show " + id)).as(commands.err()).isZero();
      assertThat(commands.out()).contains("unknown_license_key", suspect.user());
    }
  }

  /** What is found out behind the store comes as a verdict. */
  @Test
  void aRecordThatAFoldFlagsIsToldToWhoListensForFlags() {
    String activation = "copied-" + UUID.randomUUID();
    try (EventClient stream =
        listen("?red_flag=cloned_activation&activation_identifier=" + activation)) {
      for (int number : new int[] {1, 2, 3, 1, 2, 3}) {
        client.ask(
            client.json(
                String.format(
                    Locale.ROOT,
                    """
                    {"data_type":"text","text_data":"x","data_group":"g","product_id":"1",\
                    "product_version":"1.0.1","user_identifier":"ann","api_key":"%s",\
                    "license_key":"9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541",\
                    "activation_identifier":"%s","metadata":{"sequence":%d}}""",
                    Fields.API_KEY,
                    activation,
                    number)));
      }

      JsonNode told = stream.next().json();

      assertThat(told.path("record").path("activation_identifier").asText()).isEqualTo(activation);
      assertThat(told.path("record").path("red_flags").toString()).contains("cloned_activation");
    }
  }

  @Test
  void aStreamOverHttp2IsTheSame() {
    Fields fields = Fields.honest();
    try (EventClient stream =
        EventClient.open(
            Version.HTTP_2, uri(gateway, "?user_identifier=" + fields.user()), token, "")) {
      assertThat(stream.response().version()).isEqualTo(Version.HTTP_2);
      stream.untilPosition();
      client.send(fields);

      assertThat(stream.next().json().path("record").path("user_identifier").asText())
          .isEqualTo(fields.user());
    }
  }

  @Test
  void aRevokedTokenEndsItsStreamBeforeTheNextRecord() throws Exception {
    String revoked = token(gateway, "revoked");
    JsonNode tokens = commands.json("token list");
    long id = 0;
    for (JsonNode one : tokens) {
      id = one.path("name").asText().equals("revoked") ? one.path("id").asLong() : id;
    }
    try (EventClient stream = EventClient.open(uri(gateway, ""), revoked, "")) {
      stream.untilPosition();
      assertThat(commands.run("token revoke " + id + " --yes")).as(commands.err()).isZero();
      client.send(Fields.honest());

      List<EventClient.Event> last = stream.untilEnd();

      assertThat(last).extracting(EventClient.Event::type).containsExactly("end");
      assertThat(last.get(0).json().path("reason").asText()).isEqualTo("unauthorized");
      assertThat(stream.isWhole()).isTrue();
    }
  }

  @Test
  void aSessionThatIsOverEndsItsStreamToo() {
    AdminApi.Reply login =
        AdminApi.at(gateway.adminUrl())
            .post(
                "/admin/v1/login",
                "{\"name\":\"admin\",\"password\":\"" + Commands.PASSWORD + "\"}");
    String access = login.json().path("access_token").asText();
    try (EventClient stream = EventClient.open(uri(gateway, ""), access, "")) {
      stream.untilPosition();
      AdminApi.Reply out =
          AdminApi.at(gateway.adminUrl())
              .with(access)
              .call("POST", "/admin/v1/logout", BodyPublishers.noBody());
      assertThat(out.status()).as("%s", out).isLessThan(300);
      client.send(Fields.honest());

      assertThat(stream.untilEnd()).extracting(EventClient.Event::type).containsExactly("end");
    }
  }

  @Test
  void aStreamIsOneActInTheAuditLogHoweverMuchItTells() throws Exception {
    Fields fields = Fields.honest();
    try (EventClient stream = listen("?user_identifier=" + fields.user())) {
      for (int i = 0; i < 3; i++) {
        client.send(fields);
        stream.next();
      }
    }

    long acts = 0;
    for (JsonNode entry : commands.json("audit list --action personal-data.read")) {
      if (entry.toString().contains(fields.user())) {
        assertThat(entry.path("target").asText()).isEqualTo("operation/streamTelemetry");
        acts++;
      }
    }
    assertThat(acts).isEqualTo(1);
  }

  @Test
  void whoMayNotReadTelemetryHasNoStream() {
    try (EventClient stream = EventClient.open(uri(gateway, ""), null, "")) {
      assertThat(stream.response().statusCode()).isEqualTo(401);
    }
    try (EventClient stream = listen("?no_such_filter=1")) {
      assertThat(stream.response().statusCode()).isEqualTo(400);
      stream.untilEnd();
      assertThat(stream.text()).contains("no_such_filter");
    }
  }

  @Test
  void aGatewayThatStopsEndsItsStreamsInGoodOrder() throws Exception {
    EventClient stream;
    try (RunningGateway other = RunningGateway.start(Mode.DEMO, Commands.administrator())) {
      stream = EventClient.open(uri(other, ""), token(other, "last"), "");
      stream.untilPosition();
    }
    List<EventClient.Event> last = stream.untilEnd();

    assertThat(last.get(last.size() - 1).json().path("reason").asText()).isEqualTo("stopping");
    assertThat(stream.isWhole()).isTrue();
  }

  @Test
  void theStreamsThatAreOpenAreMeasured() throws Exception {
    try (EventClient stream = listen("?red_flag=measured")) {
      Patience.until("it is measured", () -> open() > 0);
      assertThat(stream.response().statusCode()).isEqualTo(200);
    }
    Patience.until("it is gone", () -> open() == 0);
  }

  private static double open() {
    String metrics = admin.get("/metrics").toString();
    return metrics
        .lines()
        .filter(line -> line.startsWith("flagpost_live_streams "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  private static EventClient listen(String query) {
    EventClient stream = EventClient.open(uri(gateway, query), token, "");
    if (stream.response().statusCode() == 200) {
      stream.untilPosition();
    }
    return stream;
  }

  private static URI uri(RunningGateway where, String query) {
    return URI.create(where.adminUrl() + LIVE + query);
  }

  private static String token(RunningGateway where, String name) {
    AdminApi.Reply made =
        AdminApi.at(where.adminUrl())
            .signedIn("admin", Commands.PASSWORD)
            .post(
                "/admin/v1/tokens",
                new JsonMapper()
                    .createObjectNode()
                    .put("name", name)
                    .put("role", "admin")
                    .put("expires_at", "2027-06-01T00:00:00Z")
                    .toString());
    assertThat(made.status()).as("%s", made).isEqualTo(201);
    return made.json().path("token").asText();
  }
}
