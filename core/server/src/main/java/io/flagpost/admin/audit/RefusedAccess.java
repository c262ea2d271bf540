package io.flagpost.admin.audit;

import io.flagpost.admin.api.AccessRefusal;
import io.flagpost.admin.api.AccessRefusal.Credential;
import io.flagpost.admin.api.AccessRefusal.Reason;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.RefusalWatch;
import io.flagpost.platform.net.IpNetworks;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records refused requests: a counter, a log line, and an entry in the audit log if it may have
 * been an attack. An attacker can flood neither log: similar refusals from one network within a
 * minute give at most {@value #MOST_LINES} lines and one entry, and there are at most {@value
 * #MOST_GROUPS} such groups a minute; the rest is only counted. Any thread.
 */
public final class RefusedAccess implements RefusalWatch {
  static final int MOST_LINES = 3;
  static final int MOST_GROUPS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(RefusedAccess.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final String COUNTER = "flagpost.admin.access.refused";
  private static final String ACTION = "access.refuse";

  private final Vertx vertx;
  private final Changes changes;
  private final MeterRegistry meters;
  private final Clock clock;
  private long timer;

  // Guarded by this.
  private Map<RefusedGroup.Key, RefusedGroup> groups = new LinkedHashMap<>();

  private RefusedAccess(Vertx vertx, Changes changes, MeterRegistry meters, Clock clock) {
    this.vertx = vertx;
    this.changes = changes;
    this.meters = meters;
    this.clock = clock;
    for (Credential credential : Credential.values()) {
      count(credential, Reason.OTHER, 0); // exported before the first refusal
    }
  }

  /** Starts the reports. */
  public static RefusedAccess start(
      Vertx vertx, Changes changes, MeterRegistry meters, Clock clock) {
    RefusedAccess watch = new RefusedAccess(vertx, changes, meters, clock);
    watch.timer = vertx.setPeriodic(INTERVAL.toMillis(), minute -> watch.settle());
    return watch;
  }

  /** Writes the pending entries and stops. Never fails. */
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return settle();
  }

  @Override
  public void refused(AccessRefusal refusal, String operation, String address, String requestId) {
    count(refusal.credential(), refusal.reason(), 1);
    RefusedGroup.Key key =
        new RefusedGroup.Key(
            refusal.credential(),
            refusal.reason(),
            refusal.account(),
            IpNetworks.site(address).orElse(address));
    if (!refusal.isSuspicious()) {
      LOG.debug("{} from {}, request {}: {}", operation, address, requestId, key);
      return;
    }
    if (note(key) <= MOST_LINES) {
      log(refusal, operation, address, requestId);
    }
  }

  /** Writes the entries for refusals since the last time. Never fails. */
  Future<Void> settle() {
    Map<RefusedGroup.Key, RefusedGroup> settled;
    synchronized (this) {
      settled = groups;
      groups = new LinkedHashMap<>();
    }
    if (settled.isEmpty()) {
      return Future.succeededFuture();
    }
    List<AuditEvent> events = new ArrayList<>();
    settled.forEach(
        (key, group) -> {
          events.add(new AuditEvent(ACTION, key.target(), null, group.json(key)));
          if (group.count() > MOST_LINES) {
            LOG.info("Refused {} times within a minute: {}", group.count(), key);
          }
        });
    return changes
        .note(Actor.gateway(), "", events)
        .recover(
            failure -> {
              LOG.warn("Cannot write refused requests to the audit log: {}", failure.toString());
              return Future.succeededFuture();
            });
  }

  /** Its number within its group. */
  private synchronized int note(RefusedGroup.Key key) {
    RefusedGroup.Key taken =
        groups.containsKey(key) || groups.size() < MOST_GROUPS ? key : RefusedGroup.Key.OF_MANY;
    return groups.computeIfAbsent(taken, first -> new RefusedGroup()).add(clock.instant());
  }

  private void count(Credential credential, Reason reason, int by) {
    meters.counter(COUNTER, "credential", credential.text(), "reason", reason.text()).increment(by);
  }

  private static void log(
      AccessRefusal refusal, String operation, String address, String requestId) {
    LOG.atInfo()
        .addKeyValue("request", requestId)
        .addKeyValue("operation", operation)
        .addKeyValue("address", address)
        .addKeyValue("credential", refusal.credential().text())
        .addKeyValue("reason", refusal.reason().text())
        .log(
            "Refused {} from {}, request {}: {} {}{}{}",
            operation,
            address,
            requestId,
            refusal.credential().text(),
            refusal.reason().text(),
            refusal.account() == null ? "" : ", account " + quoted(refusal.account()),
            told(refusal.claims()));
  }

  private static String told(Map<String, String> claims) {
    if (claims.isEmpty()) {
      return "";
    }
    Map<String, String> quoted = new TreeMap<>();
    claims.forEach((name, value) -> quoted.put(name, quoted(value)));
    return ", which says of itself " + quoted;
  }

  /**
   * It comes from outside: other characters than plain text are escaped, and it is cut to a short
   * length.
   */
  static String quoted(String foreign) {
    StringBuilder text = new StringBuilder("\"");
    foreign
        .codePoints()
        .limit(RefusedGroup.LONGEST)
        .forEach(
            character -> {
              if (character == '"' || character == '\\') {
                text.append('\\').appendCodePoint(character);
              } else if (isPlain(character)) {
                text.appendCodePoint(character);
              } else {
                text.append("\\u{").append(Integer.toHexString(character)).append('}');
              }
            });
    return text.append(
            foreign.codePointCount(0, foreign.length()) > RefusedGroup.LONGEST ? "\"…" : "\"")
        .toString();
  }

  private static boolean isPlain(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
