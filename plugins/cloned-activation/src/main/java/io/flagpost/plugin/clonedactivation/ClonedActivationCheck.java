package io.flagpost.plugin.clonedactivation;

import io.flagpost.plugin.clonedactivation.Comparison.Contradiction;
import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.FoldStep;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Compares each record with the earlier ones of its activation: does a single copy send them?
 * {@link Memory} describes what is remembered of those, and what can be missed because of that.
 */
final class ClonedActivationCheck implements FoldCheck<ActivationState> {
  private final ClonedActivationSettings settings;
  private final Window window;

  ClonedActivationCheck(ClonedActivationSettings settings) {
    this.settings = settings;
    this.window = new Window(settings.window());
  }

  @Override
  public String id() {
    return "cloned-activation";
  }

  @Override
  public RoutingKey routingKey() {
    return RoutingKey.ACTIVATION;
  }

  @Override
  public Duration window() {
    return settings.window();
  }

  @Override
  public String stateVersion() {
    return ActivationState.VERSION;
  }

  @Override
  public ActivationState begin() {
    return ActivationState.NEW;
  }

  @Override
  public byte[] encode(ActivationState state) {
    return state.encoded();
  }

  @Override
  public ActivationState decode(byte[] bytes) {
    return ActivationState.decoded(bytes);
  }

  @Override
  public FoldStep<ActivationState> step(ActivationState state, Telemetry telemetry, Instant now) {
    long start = window.start(now);
    Sighting record = Sighting.of(telemetry);
    OptionalLong user = telemetry.userIdentifier().stream().mapToLong(Identity::of).findFirst();
    Users users = state.users().laterThan(start);
    Memory memory = state.memory().in(window, start);

    int count = user.isPresent() ? users.countWith(user.getAsLong()) : users.count();
    Optional<Contradiction> contradiction =
        new Comparison(settings, record, memory).contradiction();

    ActivationState after =
        record.receivedAt() <= start
            ? new ActivationState(users, memory) // it came too late to be of the window
            : new ActivationState(
                user.isPresent() ? users.with(user.getAsLong(), record.receivedAt()) : users,
                memory.with(record, window, start));
    boolean tooMany = count > settings.mostUsers();
    return tooMany || contradiction.isPresent()
        ? new FoldStep<>(after, List.of(finding(tooMany, count, contradiction)))
        : FoldStep.clear(after);
  }

  @Override
  public CompletionStage<List<Flag>> judge(
      FoldFinding finding, Telemetry telemetry, CheckContext context) {
    Map<String, String> evidence = new HashMap<>(finding.facts());
    evidence.put("address", text(telemetry.clientAddress()));
    if (evidence.containsKey("earlier_record")) {
      evidence.put("sequence", text(telemetry.sequence()));
      evidence.put("occurred_at", text(telemetry.occurredAt()));
    }
    return CompletableFuture.completedStage(
        List.of(
            new Flag(
                "cloned_activation",
                Severity.HIGH,
                "Several copies send under this activation.",
                evidence)));
  }

  private static FoldFinding finding(
      boolean tooMany, int users, Optional<Contradiction> contradiction) {
    Map<String, String> facts = new HashMap<>();
    facts.put("users", Integer.toString(users));
    String others = tooMany ? Sign.USERS.text() : "";
    facts.put("signs", others);
    contradiction.ifPresent(
        found -> {
          Sighting earlier = found.with();
          facts.put("signs", (tooMany ? others + ", " : "") + found.sign().text());
          facts.put("earlier_record", earlier.recordId().toString());
          facts.put("earlier_sequence", text(earlier.sequence()));
          facts.put("earlier_occurred_at", text(earlier.occurredAt()));
          facts.put("earlier_received_at", Window.time(earlier.receivedAt()).toString());
          facts.put("earlier_address", earlier.address());
        });
    return new FoldFinding("several_copies", facts);
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("none");
  }

  private static String text(String address) {
    return address.length() <= Sighting.MOST_ADDRESS
        ? address
        : address.substring(0, Sighting.MOST_ADDRESS);
  }
}
