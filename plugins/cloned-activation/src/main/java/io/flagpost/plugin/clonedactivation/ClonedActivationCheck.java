package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.clonedactivation.Comparison.Contradiction;
import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.PastRecord;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Compares a record with the earlier ones of its activation: does a single copy send them? */
final class ClonedActivationCheck implements RedFlagCheck {
  private final ClonedActivationSettings settings;

  ClonedActivationCheck(ClonedActivationSettings settings) {
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
    Comparison comparison = new Comparison(settings, telemetry, earlier);
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
    Flag flag =
        Flag.of("cloned_activation", Severity.HIGH, "Several copies send under this activation.")
            .with("signs", String.join(", ", signs))
            .with("users", Integer.toString(users))
            .with("address", telemetry.clientAddress());
    return List.of(
        contradiction.map(found -> withBoth(flag, telemetry, found.with())).orElse(flag));
  }

  private static Flag withBoth(Flag flag, Telemetry telemetry, PastRecord earlier) {
    return flag.with("sequence", text(telemetry.sequence()))
        .with("occurred_at", text(telemetry.occurredAt()))
        .with("earlier_record", earlier.recordId().toString())
        .with("earlier_sequence", text(earlier.sequence()))
        .with("earlier_occurred_at", text(earlier.occurredAt()))
        .with("earlier_received_at", earlier.receivedAt().toString())
        .with("earlier_address", earlier.clientAddress());
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("none");
  }
}
