package io.flagpost.bench.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A measured server: its own JVM, which logs when it is ready. */
public final class Server implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final int POLL_MILLIS = 5;
  private static final Pattern PEAK_MEMORY = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private final String name;
  private final Process process;
  private final int port;
  private final int adminPort;
  private final Duration start;

  private Server(String name, Process process, List<Integer> ports, Duration start) {
    this.name = name;
    this.process = process;
    this.port = ports.get(0);
    this.adminPort = ports.get(ports.size() - 1);
    this.start = start;
  }

  /**
   * Starts a server and waits until it is ready. Blocking.
   *
   * @param flags the JVM's
   * @param program the rest of the command line after the flags
   * @param environment its environment variables
   * @param ready the log line that shows that it is ready; the first group is its port, the last
   *     one that of its admin listener, if it has one
   * @param log the file for its output
   */
  static Server start(
      String name,
      List<String> flags,
      List<String> program,
      Map<String, String> environment,
      Pattern ready,
      Path log) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(flags);
    line.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("FLAGPOST_"));
    builder.environment().putAll(environment);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      long begin = System.nanoTime();
      Process process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-" + name));
      List<Integer> ports = await(name, process, ready, log, begin);
      return new Server(name, process, ports, Duration.ofNanos(System.nanoTime() - begin));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while " + name + " was starting", e);
    }
  }

  private static List<Integer> await(
      String name, Process process, Pattern ready, Path log, long begin)
      throws IOException, InterruptedException {
    while (true) {
      Matcher said = ready.matcher(Files.readString(log));
      if (said.find()) {
        return List.of(
            Integer.valueOf(said.group(1)), Integer.valueOf(said.group(said.groupCount())));
      }
      boolean late = System.nanoTime() - begin > START_LIMIT.toNanos();
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS) || late) {
        process.destroyForcibly();
        throw new IllegalStateException(name + " does not start:\n" + Files.readString(log));
      }
    }
  }

  public String name() {
    return name;
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** The port of its admin listener on 127.0.0.1; its only one if it has none. */
  public int adminPort() {
    return adminPort;
  }

  /** The time from the start of its process until it was ready. */
  public Duration startTime() {
    return start;
  }

  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Its peak memory in bytes; 0 if the system does not report it. */
  public long peakMemory() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    try {
      Matcher peak = PEAK_MEMORY.matcher(Files.readString(status));
      return peak.find() ? Long.parseLong(peak.group(1)) << 10 : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
