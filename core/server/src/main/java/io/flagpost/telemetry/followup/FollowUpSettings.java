package io.flagpost.telemetry.followup;

import java.time.Duration;

/**
 * How records are followed.
 *
 * @param batch the most records of a stretch
 * @param idle how long to wait when there was nothing to do
 * @param share how much of the time, in percent, it may take while more records come
 * @param lease how long a shard stays this node's without being asked for again
 */
public record FollowUpSettings(int batch, Duration idle, int share, Duration lease) {

  public FollowUpSettings {
    if (batch < 1 || idle.toMillis() < 1 || lease.toMillis() < 1) {
      throw new IllegalArgumentException("batch, idle and lease must be positive");
    }
  }
}
