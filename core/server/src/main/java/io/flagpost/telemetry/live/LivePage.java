package io.flagpost.telemetry.live;

import java.util.List;

/**
 * What a listener is told at once.
 *
 * @param events in their order
 * @param reached where it goes on
 */
public record LivePage(List<LiveEvent> events, LivePosition reached) {
  public LivePage {
    events = List.copyOf(events);
  }
}
