package io.flagpost.bench.load;

/**
 * Who used the processors during a measurement, in seconds of processor time.
 *
 * @param driver this process
 * @param server the process that was measured
 * @param database PostgreSQL
 * @param machine everything on the machine, these included; 0 where the system does not tell
 * @param capacity what the machine had to give
 */
public record CpuShares(
    double driver, double server, double database, double machine, double capacity) {

  /** The driver's part of what the benchmark used. */
  public double driverShare() {
    double all = driver + server + database;
    return all <= 0 ? 0 : driver / all;
  }

  /** The server's part of what the benchmark used. */
  public double serverShare() {
    double all = driver + server + database;
    return all <= 0 ? 0 : server / all;
  }

  /** The part of the machine that went to others: what makes figures differ from run to run. */
  public double othersShare() {
    return capacity <= 0 ? 0 : Math.max(0, machine - driver - server - database) / capacity;
  }
}
