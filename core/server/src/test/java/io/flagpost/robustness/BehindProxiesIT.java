package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.node.config.Mode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.NeedsProxies;
import io.flagpost.testing.Repository;
import io.flagpost.testing.ReverseProxy;
import io.flagpost.testing.RunningGateway;
import io.flagpost.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes behind each of the proxies that people have, set up as {@code tls.md} says. */
@NeedsProxies
class BehindProxiesIT {
  private static final int CLIENTS = 8;

  @TempDir private Path folder;

  private final TestDatabase database = TestDatabase.create();
  private final Map<String, String> settings =
      Map.of(
          "http.trusted-proxies", "127.0.0.1",
          "checks.deadline", "20s",
          "plugins.disabled", "clock-skew, shared-license, cloned-activation, replayed-request",
          "shutdown.timeout", "60s",
          "shutdown.delay", "2s");
  private RunningGateway stopping;
  private RunningGateway staying;

  @BeforeEach
  void start() {
    stopping = RunningGateway.start(Mode.DEMO, database, settings);
    staying = RunningGateway.start(Mode.DEMO, database, settings);
  }

  @AfterEach
  void stop() {
    staying.close();
  }

  @Test
  void theStopOfANodeBehindNginxCostsNoRequest() throws Exception {
    try (ReverseProxy proxy =
        ReverseProxy.nginx(
            folder,
            port ->
                documented("nginx")
                    .replace("listen 443 ssl", "listen 127.0.0.1:" + port)
                    .replace("127.0.0.1:8080", "127.0.0.1:" + stopping.httpPort())
                    .replace("127.0.0.1:8090", "127.0.0.1:" + staying.httpPort()))) {
      stopOneUnderLoad(proxy);
    }
  }

  @Test
  void theStopOfANodeBehindHaproxyCostsNoRequest() throws Exception {
    try (ReverseProxy proxy =
        ReverseProxy.haproxy(
            folder,
            port ->
                documented("haproxy")
                    .replace("bind :80", "bind 127.0.0.1:" + port)
                    .replace("127.0.0.1:8080", "127.0.0.1:" + stopping.httpPort())
                    .replace("127.0.0.1:8090", "127.0.0.1:" + staying.httpPort())
                    .replace("8081", String.valueOf(stopping.adminUrl().getPort()))
                    .replace("8091", String.valueOf(staying.adminUrl().getPort())))) {
      stopOneUnderLoad(proxy);
    }
  }

  private void stopOneUnderLoad(ReverseProxy proxy) throws Exception {
    try (Load load = new Load(URI.create("http://127.0.0.1:" + proxy.port()))) {
      until("both nodes take records", () -> load.answered.size() > 300);

      stopping.close();

      int before = load.answered.size();
      until("the other one goes on", () -> load.answered.size() > before + 300);
      load.stop();
      assertThat(load.refused).as("%s", proxy.log()).isEmpty();
      assertThat(stored()).containsExactlyInAnyOrderElementsOf(load.answered);
    }
  }

  private List<String> stored() throws Exception {
    List<String> users = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT user_identifier FROM telemetry")) {
      while (rows.next()) {
        users.add(rows.getString(1));
      }
    }
    return users;
  }

  /** The example in the documentation, so that it is known to work. */
  private static String documented(String language) {
    Matcher block =
        Pattern.compile("```" + language + "\n(upstream|defaults)(.*?)```", Pattern.DOTALL)
            .matcher(read(Repository.guide("tls.md")));
    assertThat(block.find()).as("an example for %s", language).isTrue();
    return block.group(1) + block.group(2);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Clients that send one record after the other until they are told to stop. */
  private static final class Load implements AutoCloseable {
    private final URI url;
    private final HttpClient http = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<Future<Void>> clients = new ArrayList<>();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean stopped;

    Load(URI url) {
      this.url = url.resolve("/api/v1/send-telemetry-data");
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(this::send));
      }
    }

    private Void send() throws IOException, InterruptedException {
      while (!stopped) {
        String user = "user-" + next.getAndIncrement();
        HttpRequest request =
            HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + DemoData.API_KEY)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("data_type=text&user_identifier=" + user))
                .build();
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        if (status == 200) {
          answered.add(user);
        } else {
          refused.add(user + ": " + status);
        }
      }
      return null;
    }

    void stop() throws Exception {
      stopped = true;
      for (Future<Void> client : clients) {
        client.get();
      }
    }

    @Override
    public void close() {
      stopped = true;
      threads.shutdownNow();
    }
  }
}
