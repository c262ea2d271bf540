package io.flagpost.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.node.config.Mode;
import io.flagpost.plugin.host.PluginSource;
import io.flagpost.testing.Patience;
import io.flagpost.testing.RunningGateway;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plugin is replaced over and over while clients send. */
@Timeout(600)
class PluginSwapIT {
  private static final int CLIENTS = 4;
  private static final int VERSIONS = 5;

  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final AtomicBoolean enough = new AtomicBoolean();
  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
  @TempDir private Path folder;
  private Path drop;
  private RunningGateway gateway;

  @BeforeEach
  void start() throws Exception {
    drop = Files.createDirectory(folder.resolve("plugins"));
    version(1);
    gateway =
        RunningGateway.start(
            Mode.DEMO,
            Map.of(
                "plugins.dir", drop.toString(),
                "plugins.watch-interval", "100ms",
                // So that a busy machine makes no check late.
                "checks.deadline", "20s"));
  }

  @AfterEach
  void stop() {
    enough.set(true);
    clients.shutdown();
    gateway.close();
  }

  @Test
  void failsNoRequestLeavesNoRecordUncheckedAndLeavesNoOldVersionBehind() throws Exception {
    List<Future<Integer>> sent = beginToSend();
    awaitVersion(1);
    for (int version = 2; version <= VERSIONS; version++) {
      version(version);
      awaitVersion(version);
    }
    int total = stopSending(sent);

    assertEachIsFlaggedByOneVersion(total);
    awaitCollectionOfAllButTheLast();
  }

  private List<Future<Integer>> beginToSend() throws Exception {
    Client client = Client.of(gateway);
    List<Future<Integer>> sent = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      sent.add(clients.submit(() -> sendUntilEnough(client)));
    }
    return sent;
  }

  private void awaitVersion(int number) throws Exception {
    String code = "acme/v" + number;
    Patience.until(code + " is raised", () -> flagged().containsKey(code));
    loadersOfTheLane().forEach(loader -> loaders.add(new WeakReference<>(loader)));
  }

  /** How many records were sent. */
  private int stopSending(List<Future<Integer>> sent) throws Exception {
    enough.set(true);
    int total = 0;
    for (Future<Integer> one : sent) {
      total += one.get();
    }
    clients.shutdown();
    assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    return total;
  }

  private void assertEachIsFlaggedByOneVersion(int total) throws SQLException {
    Map<String, Integer> flagged = flagged();
    assertThat(flagged).hasSize(VERSIONS).doesNotContainKey("");
    assertThat(flagged.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(total);
  }

  private void awaitCollectionOfAllButTheLast() throws Exception {
    Patience.until(
        "all versions but the last are collected",
        () -> {
          System.gc();
          List<ClassLoader> running = loadersOfTheLane();
          return running.size() == 1
              && loaders.stream()
                  .allMatch(one -> one.refersTo(null) || one.refersTo(running.get(0)));
        });
  }

  /** Puts a version into the folder whose flag tells it. */
  private void version(int number) throws Exception {
    Path made =
        PluginSource.of("acme")
            .version("1.0." + number)
            .check(PluginSource.raising("v" + number))
            .jarInto(folder, "v" + number + ".jar");
    Files.move(made, drop.resolve("acme.jar"), StandardCopyOption.REPLACE_EXISTING);
  }

  private int sendUntilEnough(Client client) {
    int sent = 0;
    while (!enough.get()) {
      assertThat(client.send(Fields.honest()).code()).isEqualTo(830);
      sent++;
    }
    return sent;
  }

  /** How many records carry each flag, and under the empty name how many carry none or several. */
  private Map<String, Integer> flagged() throws SQLException {
    Map<String, Integer> counts = new HashMap<>();
    try (Connection connection = gateway.database().connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT CASE cardinality(flags) WHEN 1 THEN flags[1] ELSE '' END, count(*)
                  FROM telemetry GROUP BY 1""")) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getInt(2));
      }
    }
    return counts;
  }

  /** The class loader of each version that has a thread: of the last one, and of any before. */
  private static List<ClassLoader> loadersOfTheLane() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("plugin-acme-1"))
        .map(Thread::getContextClassLoader)
        .toList();
  }
}
