package io.flagpost.bench.load;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads the processor time used by the driver, a server and PostgreSQL. */
public final class CpuMeter {
  private static final Path MACHINE = Path.of("/proc/stat");

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ProcessHandle server;
  private final ProcessHandle database;

  /**
   * @param server the measured process
   * @param database PostgreSQL's first process, which includes its children
   */
  public CpuMeter(ProcessHandle server, ProcessHandle database) {
    this.server = server;
    this.database = database;
  }

  /** A reading; all in seconds. */
  record Reading(double driver, double server, double database, double machine, long nanos) {}

  Reading read() {
    return new Reading(
        system.getProcessCpuTime() / 1e9,
        ProcessCpu.of(server),
        ProcessCpu.withChildren(database),
        machine(),
        System.nanoTime());
  }

  static CpuShares between(Reading from, Reading to) {
    return new CpuShares(
        to.driver - from.driver,
        to.server - from.server,
        to.database - from.database,
        to.machine - from.machine,
        (to.nanos - from.nanos) / 1e9 * Runtime.getRuntime().availableProcessors());
  }

  /**
   * All time that was not idle: the first line is user, nice, system, idle, iowait, irq, softirq, …
   */
  private static double machine() {
    if (!Files.isReadable(MACHINE)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(MACHINE)) {
      String[] columns = lines.findFirst().orElse("").trim().split("\\s+", -1);
      double ticks = 0;
      for (int i = 1; i < columns.length && i <= 8; i++) {
        ticks += i == 4 || i == 5 ? 0 : Double.parseDouble(columns[i]);
      }
      return ticks / ProcessCpu.TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
