package io.flagpost.plugin.host;

import java.util.List;
import java.util.Objects;

/**
 * A running plugin, or a file of the drop folder that is not running; a plugin whose new version
 * was refused appears twice.
 *
 * @param file the file's name there
 * @param id the plugin's id; empty if it could not be read
 * @param version the plugin's version; empty if it could not be read
 * @param mode its mode
 * @param state its state
 * @param reason why it was refused or not started again, or which checks are quarantined and why;
 *     empty if it is running or disabled
 * @param checks the ids of its checks
 * @param counts its counts so far; empty for a refused file, because another version of the plugin
 *     may be running
 * @param leakedThreads the number of threads of stopped versions that are still running
 */
public record PluginStatus(
    String file,
    String id,
    String version,
    PluginMode mode,
    State state,
    String reason,
    List<String> checks,
    Counts counts,
    int leakedThreads) {

  public PluginStatus {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(state, "state");
    checks = List.copyOf(checks);
  }

  /** The state of a plugin. */
  public enum State {
    /** Its checks run. */
    RUNNING,
    /**
     * Some of its checks failed repeatedly, and are pending until they pass on single records. The
     * others run.
     */
    QUARANTINED,
    /** It was not loaded, though it should have been. */
    REFUSED,
    /** It was not loaded because it has ended the process more than once. */
    CRASHED,
    /** It was not loaded because the operator disabled it. */
    DISABLED
  }

  /**
   * The counts of a plugin since the host was opened, over all its versions.
   *
   * @param records records handed to it
   * @param batches the number of hand-overs
   * @param faults checks that threw, failed, or gave an invalid answer, through the plugin's own
   *     fault
   * @param undecided checks that reported that they cannot decide now, which is not a fault
   * @param timeouts checks that gave no answer by the deadline
   * @param shed records not handed to it because its queue was full or it was quarantined
   * @param answers checks that gave an answer in time
   * @param answerNanos the total time of those answers, each from its record's hand-over
   * @param flags the flags in them
   */
  public record Counts(
      long records,
      long batches,
      long faults,
      long undecided,
      long timeouts,
      long shed,
      long answers,
      long answerNanos,
      long flags) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}
