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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plugin is replaced over and over while clients send. */
@Timeout(600)
class PluginSwapIT {
  private static final int CLIENTS = 4;
  private static final int VERSIONS = 5;

  @TempDir private Path folder;

  @Test
  void failsNoRequestLeavesNoRecordUncheckedAndLeavesNoOldVersionBehind() throws Exception {
    Path drop = Files.createDirectory(folder.resolve("plugins"));
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    version(1, drop);
    try (RunningGateway gateway = start(drop)) {
      Client client = Client.of(gateway);
      AtomicBoolean enough = new AtomicBoolean();
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      List<Future<Integer>> sent = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        sent.add(clients.submit(() -> sendUntil(enough, client)));
      }

      for (int version = 1; version <= VERSIONS; version++) {
        if (version > 1) {
          version(version, drop);
        }
        String code = "acme/v" + version;
        Patience.until(code + " is raised", () -> flagged(gateway).containsKey(code));
        loadersOfTheLane().forEach(loader -> loaders.add(new WeakReference<>(loader)));
      }
      enough.set(true);
      int total = 0;
      for (Future<Integer> one : sent) {
        total += one.get();
      }
      clients.shutdown();
      assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

      Map<String, Integer> flagged = flagged(gateway);
      assertThat(flagged).hasSize(VERSIONS).doesNotContainKey("");
      assertThat(flagged.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(total);
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
  }

  /** Puts a version into the folder whose flag tells it. */
  private void version(int number, Path drop) throws Exception {
    Path made =
        PluginSource.of("acme")
            .version("1.0." + number)
            .check(PluginSource.raising("v" + number))
            .jarInto(folder, "v" + number + ".jar");
    Files.move(made, drop.resolve("acme.jar"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static RunningGateway start(Path drop) {
    return RunningGateway.start(
        Mode.DEMO,
        Map.of(
            "plugins.dir", drop.toString(),
            "plugins.watch-interval", "100ms",
            // So that a busy machine makes no check late.
            "checks.deadline", "20s"));
  }

  private static int sendUntil(AtomicBoolean enough, Client client) {
    int sent = 0;
    while (!enough.get()) {
      assertThat(client.send(Fields.honest()).code()).isEqualTo(830);
      sent++;
    }
    return sent;
  }

  /** How many records carry each flag, and under the empty name how many carry none or several. */
  private static Map<String, Integer> flagged(RunningGateway gateway) throws SQLException {
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
