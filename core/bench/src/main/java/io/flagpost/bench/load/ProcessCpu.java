package io.flagpost.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Processor time of processes, in seconds. */
public final class ProcessCpu {
  /** Linux's unit, whatever the kernel's. */
  static final double TICKS_PER_SECOND = 100;

  private static final Path PROCESSES = Path.of("/proc");

  /** Where the columns of proc_pid_stat(5) are that follow the name: utime is its 14th. */
  private static final int USER = 11;

  private static final int SYSTEM = USER + 1;
  private static final int ENDED_CHILDREN_USER = USER + 2;
  private static final int ENDED_CHILDREN_SYSTEM = USER + 3;

  private ProcessCpu() {}

  /** What a process has used. */
  static double of(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  /**
   * What a process and all its descendants have used, with those that have ended: they are in their
   * parent's account, or a total would fall whenever one ends. Systems without {@code /proc} do not
   * say it; there only the living are counted.
   */
  public static double withChildren(ProcessHandle process) {
    Stream<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants());
    return Files.isDirectory(PROCESSES.resolve(Long.toString(process.pid())))
        ? all.mapToDouble(ProcessCpu::withEndedChildren).sum()
        : all.mapToDouble(ProcessCpu::of).sum();
  }

  private static double withEndedChildren(ProcessHandle process) {
    try {
      String line =
          Files.readString(PROCESSES.resolve(Long.toString(process.pid())).resolve("stat"));
      // A process may have any name, with blanks and parentheses.
      String[] columns = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return IntStream.of(USER, SYSTEM, ENDED_CHILDREN_USER, ENDED_CHILDREN_SYSTEM)
              .mapToLong(column -> Long.parseLong(columns[column]))
              .sum()
          / TICKS_PER_SECOND;
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
      return 0; // from now on it is in its parent's account
    }
  }
}
