package io.flagpost.admin.audit;

import java.util.List;

/**
 * What came of a transaction that changes something.
 *
 * @param result what its caller wants to know
 * @param events what was changed; empty if in the end nothing was
 */
public record Change<T>(T result, List<AuditEvent> events) {

  public Change {
    events = List.copyOf(events);
  }

  /** One change. */
  public static <T> Change<T> of(T result, AuditEvent event) {
    return new Change<>(result, List.of(event));
  }

  /** Nothing was changed, so nothing is written down or announced. */
  public static <T> Change<T> none(T result) {
    return new Change<>(result, List.of());
  }
}
