package io.flagpost.admin.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Operation;
import io.flagpost.admin.api.ReadingWatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the audit log who looked for which personal data: the operation and its filters, not
 * what was found. The entry is written before anything is read, and without it nothing is.
 *
 * <p>It cannot flood the log: the same search again within a minute, its further pages included, is
 * only counted, and so is whatever one account asks for beyond {@value #MOST_ACTS} different
 * searches a minute. What was counted is one more entry at the end of the minute. Any thread.
 */
public final class ReadAccess implements ReadingWatch {
  static final int MOST_ACTS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(ReadAccess.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final String ACTION = "personal-data.read";

  /** The operation of an entry for searches beyond the number of which each is told. */
  private static final String MANY = "many";

  /** They say how much is shown at a time and how, not what is looked for. */
  private static final Set<String> NOT_A_FILTER =
      Set.of("cursor", "limit", "sort", "format", "formulas", "header");

  private static final String LICENSE_KEY = "license_key";

  private final Vertx vertx;
  private final Changes changes;
  private long timer;

  // Guarded by this.
  private Map<Act, Seen> acts = new LinkedHashMap<>();
  private Map<String, Integer> actsByReader = new LinkedHashMap<>();

  /** Who looked for what. */
  private record Act(Actor actor, String address, String operation, Map<String, String> filters) {
    AuditEvent event(int repeated) {
      ObjectNode after = JsonNodeFactory.instance.objectNode();
      ObjectNode wanted = after.putObject("filters");
      filters.forEach(wanted::put);
      if (repeated > 0) {
        after.put("repeated", repeated);
      }
      return new AuditEvent(ACTION, "operation/" + operation, null, after);
    }
  }

  /** What became of an act's entry, and how often it was repeated since. */
  private static final class Seen {
    final Future<Void> written;
    int repeated;

    Seen(Future<Void> written) {
      this.written = written;
    }
  }

  /** Counts until it is told that the minute is over. */
  ReadAccess(Vertx vertx, Changes changes) {
    this.vertx = vertx;
    this.changes = changes;
  }

  /** Starts to count by the minute. */
  public static ReadAccess start(Vertx vertx, Changes changes) {
    ReadAccess watch = new ReadAccess(vertx, changes);
    watch.timer = vertx.setPeriodic(INTERVAL.toMillis(), minute -> watch.settle());
    return watch;
  }

  /** Writes the pending entries and stops. Never fails. */
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return settle();
  }

  @Override
  public synchronized Future<Void> reading(Operation operation, AdminRequest request) {
    Act told = act(operation, request);
    int others = actsByReader.getOrDefault(told.actor.reader(), 0);
    Act act =
        acts.containsKey(told) || others < MOST_ACTS
            ? told
            : new Act(told.actor, told.address, MANY, Map.of());
    Seen seen = acts.get(act);
    if (seen != null) {
      seen.repeated++;
      return seen.written;
    }
    Future<Void> written = changes.note(act.actor, act.address, List.of(act.event(0)));
    acts.put(act, new Seen(written));
    actsByReader.put(act.actor.reader(), others + 1);
    return written.onFailure(failure -> forget(act));
  }

  /** The next one tries again. */
  private synchronized void forget(Act act) {
    acts.remove(act);
  }

  /** Writes how often each act was repeated since the last time. Never fails. */
  Future<Void> settle() {
    Map<Act, Seen> settled;
    synchronized (this) {
      settled = acts;
      acts = new LinkedHashMap<>();
      actsByReader = new LinkedHashMap<>();
    }
    Future<Void> done = Future.succeededFuture();
    for (Map.Entry<Act, Seen> entry : settled.entrySet()) {
      Act act = entry.getKey();
      int repeated = entry.getValue().repeated;
      if (repeated > 0) {
        done =
            done.compose(
                before -> changes.note(act.actor, act.address, List.of(act.event(repeated))));
      }
    }
    return done.recover(
        failure -> {
          LOG.warn("Cannot write to the audit log how often data was read: {}", failure.toString());
          return Future.succeededFuture();
        });
  }

  private static Act act(Operation operation, AdminRequest request) {
    Map<String, String> filters = new TreeMap<>(request.path());
    request
        .query()
        .forEach(
            (name, values) -> {
              if (!NOT_A_FILTER.contains(name)) {
                filters.put(name, String.join(", ", values));
              }
            });
    filters.computeIfPresent(LICENSE_KEY, (name, key) -> MaskedKey.of(key));
    return new Act(request.requiredActor(), request.address(), operation.id(), filters);
  }
}
