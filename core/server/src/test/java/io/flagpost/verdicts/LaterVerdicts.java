package io.flagpost.verdicts;

import io.flagpost.telemetry.record.RaisedFlag;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes verdicts as checks on stored records do, for tests of what follows them. */
public final class LaterVerdicts {
  private static final Instant NOW = Instant.parse("2040-01-01T00:00:00Z");

  private final List<Verdict> verdicts = new ArrayList<>();

  /** A check that counts, on a record that is new or was pending. */
  public LaterVerdicts live(UUID record, String check, String version, long run, String... codes) {
    return add(record, check, version, VerdictMode.LIVE, run, false, codes);
  }

  /** A check that was run again. */
  public LaterVerdicts recheck(
      UUID record, String check, String version, long run, String... codes) {
    return add(record, check, version, VerdictMode.RECHECK, 1_000_000_000 + run, false, codes);
  }

  /** A check that never counts. */
  public LaterVerdicts shadow(
      UUID record, String check, String version, long run, String... codes) {
    return add(record, check, version, VerdictMode.SHADOW, run, false, codes);
  }

  /** A check without an answer. */
  public LaterVerdicts pending(UUID record, String check, String version, long run) {
    return add(record, check, version, VerdictMode.LIVE, run, true);
  }

  private LaterVerdicts add(
      UUID record,
      String check,
      String version,
      VerdictMode mode,
      long run,
      boolean pending,
      String... codes) {
    List<RaisedFlag> flags = new ArrayList<>();
    for (String code : codes) {
      flags.add(new RaisedFlag(code, check, "low", "Because.", Map.of()));
    }
    verdicts.add(
        new Verdict(
            record,
            check,
            version,
            mode,
            run,
            NOW,
            flags,
            pending,
            pending ? "no answer" : null,
            null,
            JudgeInputs.NONE));
    return this;
  }

  /** Writes all of them in one transaction. */
  public Future<Void> write(Pool pool) {
    return write(pool, Future.succeededFuture());
  }

  /** The same, and commits when told to. */
  public Future<Void> write(Pool pool, Future<Void> go) {
    VerdictWriter writer = new VerdictWriter(pool);
    return writer.transact(
        connection -> writer.write(connection, List.copyOf(verdicts), NOW).compose(v -> go));
  }
}
