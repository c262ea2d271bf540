package io.flagpost.telemetry.checks;

import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckCatalog.Received;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.host.Finding;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.Registry;
import io.flagpost.telemetry.record.RaisedFlag;
import io.flagpost.telemetry.record.ReceiptVerdict;
import io.flagpost.telemetry.record.TelemetryRecord;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Judges a record at receipt: the gateway's own rules, then every receipt check of the catalog. */
public final class ReceiptChecks {
  private static final int WARM_UP_ROUNDS = 3;

  private final Vertx vertx;
  private final Registry registry;
  private final Supplier<CheckCatalog> catalog;
  private volatile UndecidedListener undecided = (recordId, receivedAt, askAgainIn) -> {};
  private final Map<EventLoop, CheckDispatcher> loops = new ConcurrentHashMap<>();

  /**
   * Judges with whatever catalog is published at the moment of each record.
   *
   * @param catalog the published catalog; made with {@link #hostChecks()}
   */
  public ReceiptChecks(Vertx vertx, Registry registry, Supplier<CheckCatalog> catalog) {
    this.vertx = vertx;
    this.registry = registry;
    this.catalog = catalog;
  }

  /** The checks that run here and in no plugin, for the catalog's list and id. */
  public static List<CheckInfo> hostChecks() {
    return List.of(CoreRules.INFO);
  }

  /**
   * Judges one record. Never fails for what a plugin does: a check without an answer by the
   * catalog's deadline is pending. Completes on the caller's context.
   *
   * @param blockedSource whether the block list names its address, user or activation
   * @param formatErrors the messages of the format rules, by field; empty if every rule holds
   */
  public Future<ReceiptVerdict> check(
      TelemetryRecord record,
      ApiKey apiKey,
      boolean blockedSource,
      Map<String, List<String>> formatErrors) {
    CoreRules.Result core =
        CoreRules.apply(record, apiKey, registry.referenceData(), blockedSource, formatErrors);
    RecordLookups lookups = new RecordLookups(registry.lookups(), record.fields().licenseKey());
    Telemetry telemetry = TelemetryView.of(record);
    return ask(telemetry, lookups)
        .onSuccess(answer -> tellUndecided(telemetry, answer))
        .map(
            answer ->
                new ReceiptVerdict(
                    fold(core.flags(), answer.result().findings()),
                    answer.result().pending(),
                    answer.catalogId(),
                    lookups.licenseKeyExists(),
                    core.productExists(),
                    core.versionExists()));
  }

  /**
   * Sends records that nobody sent through every check, so that the first real one meets loaded
   * classes and open connections. Completes on the caller's context, whatever the checks say.
   */
  public Future<Void> warmUp(Clock clock) {
    Future<Void> done = Future.succeededFuture();
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      Telemetry telemetry = warmUpRecord(clock);
      done = done.compose(previous -> ask(telemetry, registry.lookups())).mapEmpty();
    }
    return done;
  }

  /** Sets the listener for checks that are undecided about a record. */
  public void whenUndecided(UndecidedListener listener) {
    undecided = listener;
  }

  private void tellUndecided(Telemetry telemetry, CheckDispatcher.Answer answer) {
    if (!answer.result().undecided().isEmpty()) {
      undecided.undecided(
          telemetry.recordId(), telemetry.receivedAt(), answer.result().undecided());
    }
  }

  /** A record that nobody sent, as {@link Telemetry#isWarmUp} describes it. */
  public static Telemetry warmUpRecord(Clock clock) {
    return Telemetry.builder(new UUID(0, 0), clock.instant())
        .licenseKey("warm-up")
        .activationIdentifier("warm-up")
        .userIdentifier("warm-up")
        .build();
  }

  private Future<CheckDispatcher.Answer> ask(Telemetry telemetry, Lookups lookups) {
    ContextInternal caller = (ContextInternal) vertx.getOrCreateContext();
    return loops
        .computeIfAbsent(caller.nettyEventLoop(), loop -> new CheckDispatcher(loop, catalog))
        .ask(caller, new Received(telemetry, lookups));
  }

  private static List<RaisedFlag> fold(List<RaisedFlag> core, List<Finding> findings) {
    if (findings.isEmpty()) {
      return core;
    }
    List<RaisedFlag> flags = new ArrayList<>(core);
    Set<String> codes = new HashSet<>();
    core.forEach(flag -> codes.add(flag.code()));
    for (Finding finding : findings) {
      if (codes.add(finding.code())) {
        flags.add(RaisedFlag.of(finding));
      }
    }
    return flags;
  }
}
