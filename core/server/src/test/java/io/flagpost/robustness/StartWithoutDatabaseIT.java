package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flagpost.node.StartException;
import io.flagpost.node.config.Mode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.RawConnection;
import io.flagpost.testing.RunningGateway;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TcpProxy;
import io.flagpost.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is started while PostgreSQL is away, and PostgreSQL comes back. */
@Tag("fault")
@ExpectedAlarms(from = "io.flagpost.node.ReferenceStartup") // it names what is of no use
@RunsBesideOthers
class StartWithoutDatabaseIT {
  /** What a process ends with whom SIGTERM has ended. */
  private static final int TERMINATED = 143;

  private static final String ACCEPTING = "{\"status\":\"accepting\"}";
  private static final String READY = "200 " + ACCEPTING;
  private static final String STALE = "200 {\"status\":\"accepting, spooling, stale\"}";
  private static final String NOT_READY = "503 {\"status\":\"not accepting\"}";

  @TempDir private Path folder;

  private final TestDatabase database = TestDatabase.create();
  private final HttpClient http = HttpClient.newHttpClient();
  private TcpProxy proxy;
  private Path snapshot;

  @BeforeEach
  void start() throws IOException {
    proxy = new TcpProxy(database.connectOptions().getPort(), "nothing is cut");
    snapshot = folder.resolve("reference.snapshot");
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
  }

  @Test
  void aNodeThatRanBeforeKnowsItsKeysAndSpoolsUntilPostgresqlIsBack() throws Exception {
    GatewayKey key = runOnce();
    proxy.cutOff();

    try (RunningGateway gateway = startHere()) {
      until("it spools", () -> readiness(gateway).equals(STALE));
      assertThat(metrics(gateway))
          .contains("flagpost_registry_stale 1.0\n", "flagpost_database_reachable 0.0\n");
      assertThat(key.code(send(gateway.httpPort(), DemoData.API_KEY))).isEqualTo(831);
      assertThat(storedRecords()).isZero();
      assertThat(key.code(send(gateway.httpPort(), "no such key"))).isEqualTo(100);
      assertThat(key.code(send(gateway.httpPort(), DemoData.INACTIVE_API_KEY))).isEqualTo(101);
      assertThat(key.code(send(gateway.httpPort(), DemoData.READ_ONLY_API_KEY))).isEqualTo(102);
      assertThat(key.code(send(gateway.httpPort(), DemoData.IP_LOCKED_API_KEY))).isEqualTo(103);

      proxy.restore();
      until("the node is ready", () -> readiness(gateway).equals(READY));

      assertThat(key.code(send(gateway.httpPort(), DemoData.API_KEY))).isEqualTo(831);
      assertThat(storedRecords()).isEqualTo(2);
      assertThat(metrics(gateway))
          .contains("flagpost_registry_stale 0.0\n", "flagpost_database_reachable 1.0\n");
    }
  }

  @Test
  void whatHasChangedMeanwhileIsInForceOncePostgresqlIsBack() throws Exception {
    GatewayKey key = runOnce();
    proxy.cutOff();
    database.execute("UPDATE api_key SET active = false WHERE name = 'Demo'");
    database.execute(
        "INSERT INTO plugin_mode (plugin_id, mode) VALUES ('license-key', 'disabled')");

    try (RunningGateway gateway = startHere()) {
      assertThat(key.code(send(gateway.httpPort(), DemoData.API_KEY))).isEqualTo(831);

      proxy.restore();
      until("the node is ready", () -> readiness(gateway).equals(READY));

      assertThat(key.code(send(gateway.httpPort(), DemoData.API_KEY))).isEqualTo(101);
      assertThat(key.code(send(gateway.httpPort(), DemoData.WRITE_ONLY_API_KEY))).isEqualTo(831);
      assertThat(catalogOfTheLastRecord()).doesNotContain("license-key");
    }
  }

  @Test
  void aPostgresqlThatIsSilentIsAwayToo() throws Exception {
    GatewayKey key = runOnce();
    proxy.freeze();

    try (RunningGateway gateway = startHere()) {
      until("it spools", () -> readiness(gateway).equals(STALE));
      assertThat(key.code(send(gateway.httpPort(), DemoData.API_KEY))).isEqualTo(831);

      proxy.thaw();
      until("the node is ready", () -> readiness(gateway).equals(READY));

      assertThat(key.code(send(gateway.httpPort(), DemoData.API_KEY))).isEqualTo(831);
    }
  }

  @Test
  void theDistributionStartsWithoutPostgresqlToo() throws Exception {
    String url = "database.url=" + database.url(proxy.port());
    try (DistributionProcess first = DistributionProcess.startDemo(folder, "--set", url)) {
      first.terminate();
      assertThat(first.exitCode()).isEqualTo(TERMINATED);
    }
    proxy.cutOff();

    try (DistributionProcess second = DistributionProcess.startDemo(folder, "--set", url)) {
      URI admin = URI.create("http://127.0.0.1:" + second.adminPort());
      GatewayKey key = GatewayKey.of(URI.create("http://127.0.0.1:" + second.httpPort()));
      assertThat(key.code(send(second.httpPort(), DemoData.API_KEY))).isEqualTo(831);

      proxy.restore();
      until("the node is ready", () -> get(admin, "/health/ready").body().equals(ACCEPTING));

      assertThat(key.code(send(second.httpPort(), DemoData.API_KEY))).isEqualTo(831);
      assertThat(storedRecords()).isEqualTo(2);
      assertThat(second.log()).containsOnlyOnce("PostgreSQL is away");
      assertThat(second.log()).containsOnlyOnce("PostgreSQL became reachable");
    }
  }

  @Test
  void aNodeThatKnowsNoKeysListensOncePostgresqlIsThere() throws Exception {
    proxy.cutOff();

    try (RunningGateway gateway = startHere()) {
      assertThat(readiness(gateway)).isEqualTo(NOT_READY);
      assertThat(gateway.httpPort()).isZero();

      proxy.restore();
      until("the node is ready", () -> readiness(gateway).equals(READY));

      GatewayKey key = GatewayKey.of(gateway.url());
      assertThat(key.code(send(gateway.httpPort(), DemoData.API_KEY))).isEqualTo(831);
    }
  }

  @Test
  void aDamagedSnapshotIsNoneAndIsKept() throws Exception {
    runOnce();
    byte[] damaged = Files.readAllBytes(snapshot);
    damaged[damaged.length / 2] ^= 1;
    Files.write(snapshot, damaged);
    proxy.cutOff();

    try (RunningGateway gateway = startHere()) {
      assertThat(gateway.httpPort()).isZero();
      assertThat(Files.readAllBytes(snapshot)).isEqualTo(damaged);

      proxy.restore();
      until("the node is ready", () -> readiness(gateway).equals(READY));

      Path aside = folder.resolve("reference.snapshot.unusable");
      until("a new one is written", () -> Files.exists(aside) && Files.exists(snapshot));
      assertThat(Files.readAllBytes(aside)).isEqualTo(damaged);
    }
  }

  @Test
  void aDatabaseThatIsThereAndIsTheWrongOneEndsTheStart() throws Exception {
    runOnce();
    String wrong = database.url(proxy.port()).replaceAll("/[^/]*$", "/nosuch");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(
            () ->
                RunningGateway.start(Mode.DEMO, database, settings(Map.of("database.url", wrong))))
        .withMessageContaining("has no database");
  }

  @Test
  void aNodeThatWaitsForPostgresqlCanBeStopped() throws Exception {
    proxy.cutOff();

    RunningGateway gateway = startHere();
    URI admin = gateway.adminUrl();
    gateway.close();

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(admin, "/health/live"));
  }

  /** Has a node fill the folder, and gives its key. */
  private GatewayKey runOnce() throws Exception {
    try (RunningGateway gateway = startHere()) {
      return GatewayKey.of(gateway.url());
    }
  }

  private RunningGateway startHere() {
    return RunningGateway.start(Mode.DEMO, database, settings(Map.of()));
  }

  private Map<String, String> settings(Map<String, String> others) {
    Map<String, String> settings = new HashMap<>();
    settings.put("data.dir", folder.toString());
    settings.put("database.url", database.url(proxy.port()));
    settings.putAll(others);
    return settings;
  }

  private String readiness(RunningGateway gateway) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(gateway.adminUrl(), "/health/ready");
    return answer.statusCode() + " " + answer.body();
  }

  private String metrics(RunningGateway gateway) throws IOException, InterruptedException {
    return get(gateway.adminUrl(), "/metrics").body();
  }

  private HttpResponse<String> get(URI base, String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString());
  }

  private static Answer send(int port, String apiKey) throws IOException {
    String body = "data_type=text&data_group=outage";
    try (RawConnection connection = new RawConnection(port)) {
      return connection
          .send(
              String.format(
                  Locale.ROOT,
                  """
              POST /api/v1/send-telemetry-data HTTP/1.1\r
              Host: x\r
              Authorization: Bearer %s\r
              Content-Type: application/x-www-form-urlencoded\r
              Content-Length: %d\r
              \r
              %s""",
                  apiKey,
                  body.length(),
                  body))
          .receive();
    }
  }

  private int storedRecords() throws SQLException {
    return Integer.parseInt(ask("SELECT count(*) FROM telemetry"));
  }

  private String catalogOfTheLastRecord() throws SQLException {
    return ask(
        "SELECT checks FROM check_catalog JOIN telemetry ON catalog_id = check_catalog.id"
            + " ORDER BY telemetry.id DESC LIMIT 1");
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
