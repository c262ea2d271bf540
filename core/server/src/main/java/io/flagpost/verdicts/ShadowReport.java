package io.flagpost.verdicts;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin in shadow would have done.
 *
 * @param pluginId the plugin
 * @param flagged how many records it would have flagged
 * @param otherwiseClean of how many of these nothing stands
 * @param pending of how many records it still owes an answer
 * @param perCode how many records would have each of its flags, by code in alphabetical order
 * @param examples some of the records, the latest first
 */
public record ShadowReport(
    String pluginId,
    long flagged,
    long otherwiseClean,
    long pending,
    Map<String, Long> perCode,
    List<Example> examples) {

  public ShadowReport {
    examples = List.copyOf(examples);
  }

  /**
   * A record that it would have flagged.
   *
   * @param recordId the gateway's own id of it
   * @param id its id in the read API
   * @param eventId the client's id of it, or null
   * @param codes the flags
   * @param otherwiseClean whether nothing stands of it
   */
  public record Example(
      UUID recordId, long id, @Nullable UUID eventId, List<String> codes, boolean otherwiseClean) {
    public Example {
      codes = List.copyOf(codes);
    }
  }
}
