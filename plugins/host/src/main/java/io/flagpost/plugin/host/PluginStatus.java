package io.flagpost.plugin.host;

import java.util.List;

/**
 * One file of the drop folder, and what became of it.
 *
 * @param file its name there
 * @param id the plugin's id; empty if it could not be read
 * @param version the plugin's version; empty if it could not be read
 * @param state what it does now
 * @param reason why it was refused or quarantined; empty if it runs
 * @param checks the ids of its checks
 * @param counts what it has done so far
 */
public record PluginStatus(
    String file,
    String id,
    String version,
    State state,
    String reason,
    List<String> checks,
    Counts counts) {

  public PluginStatus {
    checks = List.copyOf(checks);
  }

  static PluginStatus refused(String file, String id, String version, String reason) {
    return new PluginStatus(file, id, version, State.REFUSED, reason, List.of(), Counts.NONE);
  }

  /** What a plugin does. */
  public enum State {
    /** Its checks are asked. */
    RUNNING,
    /** It failed repeatedly; its checks are pending until it proves itself on single records. */
    QUARANTINED,
    /** It was not loaded. */
    REFUSED
  }

  /**
   * What a plugin has done since it was loaded.
   *
   * @param records records handed to it
   * @param batches hand-overs in which they went
   * @param faults checks that threw, failed, or answered nonsense, through the plugin's own fault
   * @param timeouts checks that gave no answer by the deadline
   * @param shed records not handed to it because it had too much to do or was quarantined
   */
  public record Counts(long records, long batches, long faults, long timeouts, long shed) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0);
  }
}
