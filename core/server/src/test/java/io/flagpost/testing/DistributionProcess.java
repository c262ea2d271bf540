package io.flagpost.testing;

import io.flagpost.evidence.Evidence;
import io.flagpost.platform.database.UnpackedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The distribution as it is handed out, run as a process of its own on free ports. */
public final class DistributionProcess implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int PATIENCE_SECONDS = 60;
  private static final String READY = "Ctrl-C stops everything.";
  private static final String MEASURED_TWICE = "has been already registered";

  private final Path folder;
  private final Path log;
  private final Process process;

  private DistributionProcess(Path folder, Path log, Process process) {
    this.folder = folder;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a command and does not wait. It has nothing to unpack: see {@link UnpackedPostgres}.
   *
   * @param folder where it keeps its data, which another start there finds
   */
  public static DistributionProcess start(Path folder, String... command) throws IOException {
    UnpackedPostgres.lendTo(folder.resolve("data"));
    return start(folder, List.of(), command);
  }

  private static DistributionProcess start(Path folder, List<String> wrapper, String... command)
      throws IOException {
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        Program.process(command).directory(folder.toFile()).redirectOutput(log.toFile());
    builder.command().addAll(0, wrapper);
    builder.environment().put("FLAGPOST_DATA_DIR", folder.resolve("data").toString());
    builder.environment().put("FLAGPOST_HTTP_PORT", "0");
    builder.environment().put("FLAGPOST_ADMIN_PORT", "0");
    return new DistributionProcess(folder, log, builder.start());
  }

  /**
   * Starts the demo, without generated records and with these options, and waits until it says that
   * it is ready. It has nothing to unpack: see {@link UnpackedPostgres}.
   */
  public static DistributionProcess startDemo(Path folder, String... options) throws Exception {
    return startDemo(folder, List.of(), options);
  }

  /**
   * Starts the demo as on its very first day, generated records included, and waits until it says
   * that it is ready.
   */
  public static DistributionProcess startDemoFromNothing(Path folder) throws Exception {
    return start(folder, List.of(), "demo").untilItSays(READY);
  }

  /**
   * The same by way of another command.
   *
   * @param wrapper what becomes the program that its last words name
   */
  public static DistributionProcess startDemo(Path folder, List<String> wrapper, String... options)
      throws Exception {
    String[] command =
        Stream.concat(Stream.of("demo", "--empty"), Stream.of(options)).toArray(String[]::new);
    UnpackedPostgres.lendTo(folder.resolve("data"));
    return start(folder, wrapper, command).untilItSays(READY);
  }

  /** Waits for what it prints; fails if it ends before. */
  public DistributionProcess untilItSays(String text) throws IOException, InterruptedException {
    while (!log().contains(text)) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        throw new AssertionError(log());
      }
    }
    return this;
  }

  /** What it has printed so far. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  public int httpPort() throws IOException {
    return port("public");
  }

  public int adminPort() throws IOException {
    return port("admin");
  }

  /** What {@code /health/ready} says, which has to be with status 200. */
  public String readiness() throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + adminPort() + "/health/ready");
    HttpResponse<String> answer =
        HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /** Its embedded PostgreSQL with all of that one's processes. */
  public List<ProcessHandle> postgresql() throws IOException {
    Path file = folder.resolve("data").resolve("pg").resolve("data").resolve("postmaster.pid");
    long postmaster = Long.parseLong(Files.readAllLines(file).get(0));
    return ProcessHandle.of(postmaster).stream()
        .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
        .toList();
  }

  public long pid() {
    return process.pid();
  }

  /** Whether a process still runs; one that ended but was never collected does not. */
  public static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  /** Asks it to stop, as a service manager does. */
  public void terminate() {
    process.destroy();
  }

  /** Ends it without asking. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Whether it ends in that time. */
  public boolean endsWithin(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until it has ended. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("It does not end");
    }
    return process.exitValue();
  }

  /** Stops it, if it still runs. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    Evidence.log(log);
    assertNothingAlarmingWasLogged();
  }

  /**
   * That an event loop was blocked (the JVM of a process is as young as it gets, so the limit is
   * the one that it comes with), or that two meters have one name, of which only the first is
   * shown.
   */
  private void assertNothingAlarmingWasLogged() {
    try {
      List<String> alarms =
          log()
              .lines()
              .filter(line -> line.contains("has been blocked") || line.contains(MEASURED_TWICE))
              .toList();
      if (!alarms.isEmpty()) {
        throw new AssertionError(String.join("; ", alarms));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the line that says that it is ready tells. */
  private int port(String listener) throws IOException {
    Matcher matcher =
        Pattern.compile(listener + " listener on 127\\.0\\.0\\.1:(\\d+)").matcher(log());
    if (!matcher.find()) {
      throw new AssertionError(log());
    }
    return Integer.parseInt(matcher.group(1));
  }
}
