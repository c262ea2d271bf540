package io.flagpost.bench.load;

/**
 * The use of the processors during a measurement, in seconds of processor time.
 *
 * @param driver this process
 * @param server the measured process
 * @param database PostgreSQL
 * @param machine everything on the machine, including these; 0 if the system does not report it
 * @param capacity the machine's capacity
 */
public record CpuShares(
    double driver, double server, double database, double machine, double capacity) {

  /** The driver's share of what the benchmark used. */
  public double driverShare() {
    double all = driver + server + database;
    return all <= 0 ? 0 : driver / all;
  }

  /** The server's share of what the benchmark used. */
  public double serverShare() {
    double all = driver + server + database;
    return all <= 0 ? 0 : server / all;
  }

  /** The share of the machine used by others, which makes figures differ from run to run. */
  public double othersShare() {
    return capacity <= 0 ? 0 : Math.max(0, machine - driver - server - database) / capacity;
  }
}
