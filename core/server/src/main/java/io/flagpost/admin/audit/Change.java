package io.flagpost.admin.audit;

import java.util.List;

/**
 * The result of a transaction.
 *
 * @param result the result for the caller
 * @param events the changes; empty if nothing was changed
 */
public record Change<T>(T result, List<AuditEvent> events) {

  public Change {
    events = List.copyOf(events);
  }

  /** One change. */
  public static <T> Change<T> of(T result, AuditEvent event) {
    return new Change<>(result, List.of(event));
  }

  /** Nothing was changed, so nothing is logged or announced. */
  public static <T> Change<T> none(T result) {
    return new Change<>(result, List.of());
  }
}
