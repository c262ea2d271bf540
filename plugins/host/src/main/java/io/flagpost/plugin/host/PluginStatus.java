package io.flagpost.plugin.host;

import java.util.List;
import java.util.Objects;

/**
 * One plugin that runs, or one file of the drop folder that does not; a plugin whose new version
 * was refused is there twice.
 *
 * @param file the file's name there
 * @param id the plugin's id; empty if it could not be read
 * @param version the plugin's version; empty if it could not be read
 * @param mode what it is there for
 * @param state what it does now
 * @param reason why it was refused or not started again, or which checks are quarantined and why;
 *     empty if it runs or is disabled
 * @param checks the ids of its checks
 * @param counts what it has done so far; nothing for a file that is refused, since another version
 *     of the plugin may run
 * @param leakedThreads how many threads of versions that were stopped still run, whatever they were
 *     told
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

  /** What a plugin does. */
  public enum State {
    /** Its checks are asked. */
    RUNNING,
    /**
     * Some of its checks failed repeatedly, and are pending until they prove themselves on single
     * records. The others are asked.
     */
    QUARANTINED,
    /** It was not loaded, though it should have been. */
    REFUSED,
    /** It was not loaded because it has ended the process, and not once. */
    CRASHED,
    /** It was not loaded, as the operator wishes. */
    DISABLED
  }

  /**
   * What a plugin has done since the host was opened, in all its versions.
   *
   * @param records records handed to it
   * @param batches hand-overs in which they went
   * @param faults checks that threw, failed, or answered nonsense, through the plugin's own fault
   * @param undecided checks that said that they cannot tell now, which is no fault
   * @param timeouts checks that gave no answer by the deadline
   * @param shed records not handed to it because it had too much to do or was quarantined
   * @param answers checks that gave an answer in time
   * @param answerNanos how long those took together, each from its record's hand-over on
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
