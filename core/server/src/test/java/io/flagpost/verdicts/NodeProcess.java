package io.flagpost.verdicts;

import io.flagpost.plugin.host.DirectFolding;
import io.flagpost.telemetry.checks.FakeLookups;
import io.flagpost.testing.Futures;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node's verdicts in a process of its own, which a test can put to sleep. */
final class NodeProcess implements AutoCloseable {
  private static final String STARTED = "The node has started";

  /** All that it says, on its output. */
  private static final String LOGGING =
      """
      <configuration>
        <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%level %logger{0} - %msg%n</pattern></encoder>
        </appender>
        <root level="INFO"><appender-ref ref="console"/></root>
      </configuration>
      """;

  private final Process process;
  private final Path log;

  private NodeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it, and waits until it has its shards.
   *
   * @param folder for its log
   */
  static NodeProcess start(PgConnectOptions options, Path folder) throws Exception {
    Path logging = Files.writeString(folder.resolve("logback.xml"), LOGGING);
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                System.getProperty("java.class.path"),
                Node.class.getName(),
                options.toJson().encode())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    NodeProcess node = new NodeProcess(process, log);
    node.untilItSays(STARTED);
    return node;
  }

  void untilItSays(String text) throws IOException, InterruptedException {
    while (!said().contains(text)) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new AssertionError(said());
      }
    }
  }

  String said() throws IOException {
    return Files.readString(log);
  }

  void sleep() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void wake() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** The process: runs until it is killed. */
  static final class Node {
    private Node() {}

    public static void main(String[] args) {
      ScriptedCatalog catalog =
          ScriptedCatalog.empty().with(new DirectFolding(new ChainFold("1"), false));
      Verdicts node =
          Verdicts.create(
              Vertx.vertx(),
              new PgConnectOptions(new JsonObject(args[0])),
              () -> catalog,
              new FakeLookups(),
              List.of(),
              VerdictSettings.DEFAULTS,
              Clock.systemUTC());
      Futures.await(node.start());
      System.out.println(STARTED);
    }
  }
}
