package io.flagpost.demo;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was generated.
 *
 * @param plan by which plan; that of an earlier run if this one went on with it
 * @param written how many records this run has stored
 * @param took for how long
 * @param byStory how many of all records belong to each story
 */
public record DemoDataSummary(
    DemoDataPlan plan, long written, Duration took, Map<Story, Long> byStory) {
  public DemoDataSummary {
    byStory = Map.copyOf(byStory);
  }

  /** In the order of the stories. */
  @Override
  public Map<Story, Long> byStory() {
    return new TreeMap<>(byStory);
  }

  /** How many records were stored in a second. */
  public long rate() {
    return Math.round(written / Math.max(0.001, took.toMillis() / 1_000.0));
  }
}
