package io.flagpost.platform.database;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs PostgreSQL's programs on one data directory. Blocking; one caller at a time. */
final class PostgresServer {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

  /** PostgreSQL's own default. */
  private static final long LEAST_BUFFERS = 128L << 20;

  private static final long MOST_BUFFERS = 1L << 30;

  /**
   * A share of the machine's or the container's memory: the gateway itself and others need memory,
   * too.
   */
  private static final int BUFFERS_PART = 8;

  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LEFT_OVER_STOP = Duration.ofSeconds(20);
  private static final Duration LAST_RESORT = Duration.ofMillis(700);

  private final PostgresBinaries binaries;
  private final ProcessIdentity identity;
  private final Path folder;
  private final Path data;

  PostgresServer(PostgresBinaries binaries, ProcessIdentity identity, Path folder) {
    this.binaries = binaries;
    this.identity = identity;
    this.folder = folder;
    this.data = folder.resolve("data");
  }

  /** Creates a data directory. */
  void initialise(Path target, String user, Path passwordFile)
      throws IOException, InterruptedException {
    Path log = folder.resolve("initdb.log");
    Process initdb =
        start(
            log,
            binaries.program("initdb"),
            "--pgdata=" + target,
            "--username=" + user,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums");
    if (initdb.waitFor() != 0) {
      throw new DatabaseException("The embedded PostgreSQL cannot be set up: " + lastLine(log));
    }
    Files.delete(log);
  }

  /**
   * Starts the server on a port of the loopback address and waits until it accepts connections.
   *
   * <p>It is started by a thread that lives as long as the server: the kernel ties a child to the
   * thread that started it.
   */
  Process run(int port, Duration limit) throws IOException, InterruptedException {
    Path log = folder.resolve("postgresql.log");
    CompletableFuture<Process> started = new CompletableFuture<>();
    Thread guard =
        new Thread(
            () -> {
              try {
                Process process = start(log, serverCommand(port));
                started.complete(process);
                process.waitFor();
              } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
              }
            },
            "embedded-postgresql");
    guard.setDaemon(true);
    guard.start();
    Process process;
    try {
      process = started.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    long end = System.nanoTime() + limit.toNanos();
    while (!isReady(process.pid())) {
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DatabaseException("The embedded PostgreSQL does not start: " + lastLine(log));
      }
      if (System.nanoTime() > end) {
        stop(process, LAST_RESORT);
        throw new DatabaseException(
            "The embedded PostgreSQL is not ready after " + limit.toSeconds() + " s: see " + log);
      }
    }
    return process;
  }

  private String[] serverCommand(int port) {
    return new String[] {
      binaries.program("postgres"),
      "-D" + data,
      "-p" + port,
      "-clisten_addresses=127.0.0.1",
      "-cunix_socket_directories=",
      "-cfsync=on",
      "-csynchronous_commit=on",
      "-cfull_page_writes=on",
      "-cshared_buffers=" + sharedBuffers() + "kB",
      // After a checkpoint, the next change to each page writes the whole page to the log.
      "-cmax_wal_size=4GB",
      "-cmax_connections=200",
      // A read over hundreds of daily partitions locks each partition and each of its indexes.
      "-cmax_locks_per_transaction=256",
      "-ctimezone=UTC",
      "-clog_timezone=UTC",
      // A client's errors go to the client; the values in them do not belong in a log.
      "-clog_min_messages=log",
      "-clog_min_error_statement=panic",
      "-clog_checkpoints=off"
    };
  }

  /**
   * Memory for the pages that are written repeatedly: the ends of the day's indexes, and the index
   * pages of the current licenses and users. With less, each record evicts pages of earlier ones
   * and reads others. Memory is allocated as pages are used, not in advance.
   */
  private static long sharedBuffers() {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return Math.max(LEAST_BUFFERS, Math.min(memory / BUFFERS_PART, MOST_BUFFERS)) >> 10;
  }

  /** Stops the server: cleanly, then immediately, then by force, all within the limit. */
  void stop(Process process, Duration limit) throws IOException, InterruptedException {
    Duration orderly = limit.minus(LAST_RESORT);
    signal("fast");
    if (process.waitFor(Math.max(0, orderly.toMillis()), TimeUnit.MILLISECONDS)) {
      return;
    }
    LOG.warn("The embedded PostgreSQL takes too long to stop; it will recover at its next start");
    signal("immediate");
    if (!process.waitFor(LAST_RESORT.toMillis() / 2, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
  }

  /** Stops a server that a killed gateway has left behind on this data directory. */
  void stopLeftOver() throws IOException, InterruptedException {
    Path pidFile = data.resolve("postmaster.pid");
    List<String> lines = lines(pidFile);
    if (lines.isEmpty() || !lines.get(0).strip().matches("\\d{1,9}")) {
      return;
    }
    ProcessHandle process = ProcessHandle.of(Long.parseLong(lines.get(0).strip())).orElse(null);
    if (process == null) {
      return; // PostgreSQL itself cleans up afterwards
    }
    if (!isOurs(process)) {
      Files.delete(
          pidFile); // the process id now belongs to another process, which PostgreSQL would wait
      // for
      return;
    }
    LOG.info("Stopping the embedded PostgreSQL that a killed gateway left running");
    signal("fast");
    if (!awaitExit(process, LEFT_OVER_STOP)) {
      signal("immediate");
      awaitExit(process, LEFT_OVER_STOP);
    }
  }

  private boolean isOurs(ProcessHandle process) {
    return process
        .info()
        .arguments()
        .map(arguments -> List.of(arguments).contains("-D" + data))
        .orElse(false);
  }

  private boolean awaitExit(ProcessHandle process, Duration limit) throws InterruptedException {
    try {
      process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return !isOurs(process); // a zombie process has no arguments
    }
  }

  private void signal(String mode) throws IOException, InterruptedException {
    Path log = folder.resolve("pg_ctl.log");
    start(log, binaries.program("pg_ctl"), "stop", "--pgdata=" + data, "--mode=" + mode, "-W")
        .waitFor();
    Files.deleteIfExists(log);
  }

  /** The port of the server that accepts connections for this data directory. */
  static int readyPort(Path data) throws IOException {
    List<String> lines = lines(data.resolve("postmaster.pid"));
    boolean ready = lines.size() > 7 && lines.get(7).strip().equals("ready");
    if (!ready || !lines.get(3).strip().matches("\\d{1,5}")) {
      throw new DatabaseException(
          "No PostgreSQL is ready in " + data + ": wait until the gateway has started or stopped");
    }
    return Integer.parseInt(lines.get(3).strip());
  }

  private boolean isReady(long pid) throws IOException {
    List<String> lines = lines(data.resolve("postmaster.pid"));
    return lines.size() > 7
        && lines.get(0).strip().equals(Long.toString(pid))
        && lines.get(7).strip().equals("ready");
  }

  private Process start(Path log, String... program) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(identity.command(program))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static String lastLine(Path log) throws IOException {
    List<String> telling =
        lines(log).stream()
            .filter(line -> line.contains("FATAL") || line.contains("rror"))
            .toList();
    return telling.isEmpty() ? "see " + log : telling.get(0) + " (" + log + ")";
  }
}
