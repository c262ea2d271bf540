package io.flagpost.admin.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.node.config.Mode;
import io.flagpost.plugin.host.PluginSource;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.ExpectedAlarms;
import io.flagpost.testing.Patience;
import io.flagpost.testing.Repository;
import io.flagpost.testing.RunningGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plugin for every way of going wrong, beside the built-in ones, under real traffic. */
@Timeout(600)
@ExpectedAlarms(from = "io.flagpost.plugin.host.Reconciliation")
class HostilePluginsIT {
  private static final Path BUILT_INS = Repository.distribution("plugins");
  private static final JsonMapper JSON = new JsonMapper();

  /** Some for every plugin to be put into quarantine, and many that are checked without it. */
  private static final int REQUESTS = 2_000;

  private static final int CLIENTS = 16;

  /** What they do when they are asked. */
  private static final Map<String, String> CHECKS =
      Map.of(
          "throwing", "throw new IllegalStateException(\"no\");",
          "linkage", "throw new NoClassDefFoundError(\"gone\");",
          "overflow", "return check(telemetry, context);",
          "answers-null", "return null;",
          "hanging",
              "try { new CountDownLatch(1).await(); } catch (InterruptedException e) {"
                  + " Thread.currentThread().interrupt(); } return null;",
          "stubborn",
              "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) {"
                  + " continue; } }",
          "flooding",
              "return CompletableFuture.completedStage("
                  + "Collections.nCopies(1_000_000_000, flag(\"a\")));",
          "oversized",
              "return CompletableFuture.completedStage(List.of(new Flag(\"a\","
                  + " Severity.LOW, \"b\", Map.of(\"c\", \"x\".repeat(10_000)))));",
          "never-answers", "return new CompletableFuture<>();");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  @Test
  void costTheirOwnFlagsAndNothingElse(TestReporter reporter) throws Exception {
    Path drop = dropFolder();
    try (RunningGateway gateway =
        RunningGateway.start(
            Mode.DEMO,
            Map.of(
                "plugins.dir", drop.toString(),
                "plugins.watch-interval", "1h",
                // So that a busy machine makes no built-in check late.
                "checks.deadline", "2s"))) {
      report(reporter, sendFromAllClients(gateway.url()));

      assertEveryRecordIsStoredWithTheFlagsOfTheBuiltInPlugins(gateway);
      assertNamed(gateway);
    }
    awaitEndOfAllThreadsButTheStubbornOne();
  }

  /** How long each request took. */
  private List<Duration> sendFromAllClients(URI url) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    List<Future<Duration>> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      int number = i;
      answers.add(clients.submit(() -> timeToSend(url, number)));
    }
    List<Duration> times = new ArrayList<>();
    for (Future<Duration> answer : answers) {
      times.add(answer.get());
    }
    clients.shutdown();
    return times;
  }

  private static void assertEveryRecordIsStoredWithTheFlagsOfTheBuiltInPlugins(
      RunningGateway gateway) throws SQLException {
    assertThat(stored(gateway, "")).isEqualTo(REQUESTS);
    assertThat(
            stored(
                gateway,
                """
                WHERE flags <> CASE WHEN license_key LIKE 'invented-%'
                   THEN ARRAY['unknown_license_key'] ELSE ARRAY[]::text[] END"""))
        .as("records whose flags are not those of the built-in plugins")
        .isZero();
    assertThat(stored(gateway, " WHERE pending && ARRAY['license-key', 'activation-match']"))
        .as("records that a built-in plugin owes an answer")
        .isZero();
  }

  private static void awaitEndOfAllThreadsButTheStubbornOne() throws Exception {
    Patience.until(
        "all threads of plugins but the stubborn one have ended",
        () -> names(pluginThreads()).equals(Set.of("plugin-stubborn-1")));
    assertThat(pluginThreads()).allSatisfy(thread -> assertThat(thread.isDaemon()).isTrue());
  }

  /** For people: how long a request takes depends on the machine. */
  private static void report(TestReporter reporter, List<Duration> times) {
    List<Duration> sorted = times.stream().sorted().toList();
    reporter.publishEntry("median", sorted.get(sorted.size() / 2).toString());
    reporter.publishEntry("p99", sorted.get(sorted.size() * 99 / 100).toString());
    reporter.publishEntry("longest", sorted.get(sorted.size() - 1).toString());
  }

  private Path dropFolder() throws IOException {
    Path drop = Files.createDirectory(folder.resolve("plugins"));
    try (Stream<Path> files = Files.list(BUILT_INS)) {
      for (Path file : files.toList()) {
        Files.copy(file, drop.resolve(file.getFileName()));
      }
    }
    for (Map.Entry<String, String> check : CHECKS.entrySet()) {
      PluginSource.of(check.getKey()).check(check.getValue()).jarInto(drop);
    }
    PluginSource.of("leaking")
        .start(
            "Thread thread = new Thread(() -> { try { new CountDownLatch(1).await(); }"
                + " catch (InterruptedException e) { return; } }, \"leaking-own\");"
                + " thread.setDaemon(true); thread.start(); return List.of(new Check());")
        .jarInto(drop);
    PluginSource.of("fails-to-start").start("throw new Exception(\"no disk\");").jarInto(drop);
    PluginSource.of("fails-to-stop").stop("throw new Exception(\"no\");").jarInto(drop);
    PluginSource.of("undescribed").without("Plugin-Class").jarInto(drop);
    PluginSource.of("of-tomorrow").manifest("Plugin-Requires", ">=9.0.0").jarInto(drop);
    PluginSource.of("throwing").jarInto(drop, "twin.jar");
    Files.writeString(drop.resolve("corrupt.jar"), "PK, but not really");
    return drop;
  }

  /** Every one of them is in the metrics or refused by the name of its file. */
  private void assertNamed(RunningGateway gateway) throws Exception {
    String metrics = get(gateway.adminUrl().resolve("/metrics"));
    for (String id : CHECKS.keySet()) {
      assertThat(metrics).contains("flagpost_plugin_quarantined{plugin=\"" + id + "\"} 1.0");
    }
    assertThat(metrics)
        .contains(
            "flagpost_plugins{state=\"quarantined\"} " + CHECKS.size() + ".0",
            "flagpost_plugins{state=\"refused\"} 5.0",
            "flagpost_plugin_quarantined{plugin=\"license-key\"} 0.0");
  }

  private Duration timeToSend(URI url, int number) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    assertThat(send(url, number)).isEqualTo(200);
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private int send(URI url, int number) throws IOException, InterruptedException {
    boolean invented = number % 2 == 0;
    String body =
        "data_type=text&text_data=x&data_group=g&product_id=1&product_version=1.0.1"
            + "&user_identifier=554dddsqfqs4dqd5qsd74q&activation_identifier=12135644&license_key="
            + (invented ? "invented-" + number : "9cc2cc83-4c74-49f9-98f5-f0e1c1eb1541");
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(url.resolve("/api/v1/send-telemetry-data"))
                .header("Authorization", "Bearer " + DemoData.API_KEY)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofByteArray());
    JsonNode envelope = JSON.readTree(answer.body());
    assertThat(envelope.at("/response/code").asInt()).isEqualTo(830);
    return answer.statusCode();
  }

  private String get(URI uri) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private static long stored(RunningGateway gateway, String where) throws SQLException {
    try (Connection connection = gateway.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM telemetry " + where)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private static List<Thread> pluginThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread.getName().equals("leaking-own")
                    || CHECKS.keySet().stream()
                        .anyMatch(id -> thread.getName().startsWith("plugin-" + id)))
        .toList();
  }

  private static Set<String> names(List<Thread> threads) {
    return threads.stream().map(Thread::getName).collect(Collectors.toSet());
  }
}
