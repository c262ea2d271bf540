package io.flagpost.verdicts;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin says of stored records now, beside what stood of its checks before. Each record
 * counts once; one of which a check gave no answer counts as pending.
 *
 * @param pluginId the plugin
 * @param pluginVersion its version
 * @param dryRun whether nothing was written
 * @param ending whether all records of the range were looked at
 * @param records how many were
 * @param newlyFlagged how many have flags of the plugin now and had none
 * @param noLongerFlagged how many had flags of the plugin and have none now
 * @param otherwiseChanged how many have other flags now
 * @param unchanged how many have the same flags, or none
 * @param pending of how many a check gave no answer; they stand as they did
 * @param newly some that are newly flagged, the earliest ones
 * @param noLonger some that are no longer flagged
 * @param otherwise some that changed otherwise
 */
public record RecheckReport(
    String pluginId,
    String pluginVersion,
    boolean dryRun,
    Ending ending,
    long records,
    long newlyFlagged,
    long noLongerFlagged,
    long otherwiseChanged,
    long unchanged,
    long pending,
    List<Example> newly,
    List<Example> noLonger,
    List<Example> otherwise) {

  public RecheckReport {
    newly = List.copyOf(newly);
    noLonger = List.copyOf(noLonger);
    otherwise = List.copyOf(otherwise);
  }

  /** How a re-check ended. What was looked at until then is reported, and written. */
  public enum Ending {
    /** All records of the range were looked at. */
    COMPLETE,
    /** It was called off. */
    CANCELLED,
    /** The plugin was replaced or removed meanwhile. */
    PLUGIN_CHANGED
  }

  /**
   * A record whose flags differ.
   *
   * @param recordId the gateway's own id of it
   * @param id its id in the read API
   * @param eventId the client's id of it, or null
   * @param before the plugin's flags that stood
   * @param after its flags now
   */
  public record Example(
      UUID recordId, long id, @Nullable UUID eventId, List<String> before, List<String> after) {
    public Example {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }
}
