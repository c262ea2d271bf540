package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.clonedactivation.HistoryComparison.Contradiction;
import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The check as it was before it folded: reads for each record the earlier ones of its activation.
 * The reference for {@link ClonedActivationCheck}.
 */
final class HistoryCheck implements RedFlagCheck {
  private final ClonedActivationSettings settings;

  HistoryCheck(ClonedActivationSettings settings) {
    this.settings = settings;
  }

  @Override
  public String id() {
    return "cloned-activation";
  }

  @Override
  public Phase phase() {
    return Phase.AFTER_STORE;
  }

  @Override
  public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
    return context
        .history()
        .ofActivation(settings.window())
        .thenApply(earlier -> judge(telemetry, earlier));
  }

  private List<Flag> judge(Telemetry telemetry, List<PastRecord> earlier) {
    HistoryComparison comparison = new HistoryComparison(settings, telemetry, earlier);
    int users = comparison.users();
    Optional<Contradiction> contradiction = comparison.contradiction();
    List<String> signs = new ArrayList<>();
    if (users > settings.mostUsers()) {
      signs.add(Sign.USERS.text());
    }
    contradiction.ifPresent(found -> signs.add(found.sign().text()));
    if (signs.isEmpty()) {
      return List.of();
    }
    Map<String, String> evidence = // all at once: with() looks at all of it again each time
        new HashMap<>(
            Map.of(
                "signs", String.join(", ", signs),
                "users", Integer.toString(users),
                "address", telemetry.clientAddress()));
    contradiction.ifPresent(found -> evidence.putAll(ofBoth(telemetry, found.with())));
    return List.of(
        new Flag(
            "cloned_activation",
            Severity.HIGH,
            "Several copies send under this activation.",
            evidence));
  }

  private static Map<String, String> ofBoth(Telemetry telemetry, PastRecord earlier) {
    return Map.of(
        "sequence", text(telemetry.sequence()),
        "occurred_at", text(telemetry.occurredAt()),
        "earlier_record", earlier.recordId().toString(),
        "earlier_sequence", text(earlier.sequence()),
        "earlier_occurred_at", text(earlier.occurredAt()),
        "earlier_received_at", earlier.receivedAt().toString(),
        "earlier_address", earlier.clientAddress());
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("none");
  }
}
