package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.Certificates;
import io.flagpost.testing.Certificates.Issued;
import io.flagpost.testing.DistributionProcess;
import io.flagpost.testing.FaultTime;
import io.flagpost.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM in the middle of requests: whatever has been stored was answered, whichever HTTP its
 * client speaks; of everything else the client knows that it was not taken.
 */
@Tag("fault")
class StopUnderLoadIT {
  private static final int CLIENTS = 8;
  private static final int SIGN_OF_LIFE = 200;
  private static final int MOST_ROUNDS = 10;
  private static final Certificates AUTHORITY = new Certificates();

  @TempDir private Path folder;

  @Test
  void whatIsStoredWasAnsweredWithoutTls() throws Exception {
    stopAgainAndAgain("http");
  }

  @Test
  void whatIsStoredWasAnsweredWithTls() throws Exception {
    Issued issued = AUTHORITY.issue("gateway");
    Path chain = Files.writeString(folder.resolve("chain.pem"), issued.certificates());
    Path privateKey = Files.writeString(folder.resolve("key.pem"), issued.pkcs8());

    stopAgainAndAgain(
        "https", "--set", "http.tls.certificate=" + chain, "--set", "http.tls.key=" + privateKey);
  }

  private void stopAgainAndAgain(String scheme, String... tls) throws Exception {
    TestDatabase database = TestDatabase.create();
    int rounds = Math.min(MOST_ROUNDS, FaultTime.rounds(1));
    for (int round = 0; round < rounds; round++) {
      stop(scheme, database, "stop-" + round, tls);
    }
  }

  private void stop(String scheme, TestDatabase database, String group, String... tls)
      throws Exception {
    List<String> options = new ArrayList<>(List.of(tls));
    options.addAll(List.of("--set", "database.url=" + database.url()));
    options.addAll(List.of("--set", "shutdown.timeout=90s"));
    options.addAll(List.of("--set", "store.commit-timeout=60s"));
    Path home = Files.createDirectories(folder.resolve(group));
    try (DistributionProcess demo =
            DistributionProcess.startDemo(home, options.toArray(String[]::new));
        Load older = new Load(Version.HTTP_1_1, url(scheme, demo), group + "-1");
        Load newer = new Load(Version.HTTP_2, url(scheme, demo), group + "-2")) {
      until("both get answers", () -> older.isAnswered() && newer.isAnswered());

      demo.terminate();
      demo.exitCode();
      older.awaitEnd();
      newer.awaitEnd();

      assertThat(demo.log()).doesNotContain("Exception");
      older.assertKept(database);
      newer.assertKept(database);
    }
  }

  private static URI url(String scheme, DistributionProcess demo) throws IOException {
    return URI.create(scheme + "://127.0.0.1:" + demo.httpPort());
  }

  /** Clients of one kind that send one record after the other until nobody answers any more. */
  private static final class Load implements AutoCloseable {
    private final HttpClient http;
    private final Version version;
    private final URI url;
    private final String group;
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final CountDownLatch running = new CountDownLatch(CLIENTS);
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Set<String> unexpected = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();

    Load(Version version, URI url, String group) throws IOException, InterruptedException {
      this.version = version;
      this.url = url;
      this.group = group;
      http = HttpClient.newBuilder().version(version).sslContext(AUTHORITY.clientContext()).build();
      // Without a body, as only such a request is upgraded.
      HttpRequest first = HttpRequest.newBuilder(url.resolve("/api/v1/public-key")).build();
      assertThat(http.send(first, BodyHandlers.discarding()).version()).isEqualTo(version);
      for (int i = 0; i < CLIENTS; i++) {
        threads.execute(this::send);
      }
    }

    boolean isAnswered() {
      return answered.size() >= SIGN_OF_LIFE;
    }

    void awaitEnd() throws InterruptedException {
      assertThat(running.await(2, TimeUnit.MINUTES)).as("the clients end").isTrue();
    }

    void assertKept(TestDatabase database) throws Exception {
      Map<String, Integer> stored = new HashMap<>();
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT user_identifier, count(*) FROM telemetry WHERE data_group = '"
                      + group
                      + "' GROUP BY 1")) {
        while (rows.next()) {
          stored.put(rows.getString(1), rows.getInt(2));
        }
      }
      assertThat(unexpected).as("%s", version).isEmpty();
      assertThat(stored.keySet())
          .as("%s: stored and answered", version)
          .containsExactlyInAnyOrderElementsOf(answered);
      assertThat(stored.values()).as("%s: stored once", version).allMatch(times -> times == 1);
    }

    private void send() {
      try {
        while (true) {
          String user = group + "-" + next.getAndIncrement();
          HttpResponse<String> response = http.send(request(user), BodyHandlers.ofString());
          if (response.statusCode() == 200 && response.version() == version) {
            answered.add(user);
          } else {
            unexpected.add(response.version() + " " + response.statusCode());
            answered.add(user);
          }
        }
      } catch (IOException notTaken) {
        // the end
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        running.countDown();
      }
    }

    private HttpRequest request(String user) {
      return HttpRequest.newBuilder(url.resolve("/api/v1/send-telemetry-data"))
          .header("Authorization", "Bearer " + DemoData.API_KEY)
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(
              BodyPublishers.ofString(
                  "data_type=text&data_group=" + group + "&user_identifier=" + user))
          .build();
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }
}
