package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.FoldFinding;
import io.flagpost.plugin.v1.FoldStep;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.RoutingKey;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts the users of a license within the window, including the record. */
final class SharedLicenseCheck implements FoldCheck<LicenseUse> {
  private static final String USERS = "users";
  private static final String ACTIVATIONS = "activations";
  private static final String ADDRESSES = "addresses";
  private static final String RECORDS = "records";

  private final SharedLicenseSettings settings;
  private final Window window;

  SharedLicenseCheck(SharedLicenseSettings settings) {
    this.settings = settings;
    this.window = new Window(settings.window());
  }

  @Override
  public String id() {
    return "shared-license";
  }

  @Override
  public RoutingKey routingKey() {
    return RoutingKey.LICENSE;
  }

  @Override
  public Duration window() {
    return settings.window();
  }

  @Override
  public String stateVersion() {
    return LicenseUse.VERSION;
  }

  @Override
  public LicenseUse begin() {
    return LicenseUse.NONE;
  }

  @Override
  public byte[] encode(LicenseUse state) {
    return state.encoded();
  }

  @Override
  public LicenseUse decode(byte[] bytes) {
    return LicenseUse.decoded(bytes);
  }

  @Override
  public FoldStep<LicenseUse> step(LicenseUse state, Telemetry telemetry, Instant now) {
    long start = window.start(now);
    long received = Window.micros(telemetry.receivedAt());
    OptionalLong user = identity(telemetry.userIdentifier());
    OptionalLong activation = identity(telemetry.activationIdentifier());
    OptionalLong network = identity(network(telemetry.clientAddress()));
    LicenseUse before = state.in(window, start);

    int users = count(before.users(), user);
    int activations = count(before.activations(), activation);
    int addresses = count(before.networks(), network);

    LicenseUse after =
        received <= start
            ? before // it came too late to be of the window, and is judged all the same
            : new LicenseUse(
                with(before.users(), user, received),
                with(before.activations(), activation, received),
                with(before.networks(), network, received),
                window.holdsAllOf(window.stepOf(received), start)
                    ? before.records().with(received, window)
                    : before.records());
    if (users <= settings.mostUsers()
        && activations <= settings.mostActivations()
        && addresses <= settings.mostAddresses()) {
      return FoldStep.clear(after);
    }
    // Each of them is a lower bound.
    int records =
        Math.max(Math.max(users, activations), Math.max(addresses, before.records().sum() + 1));
    return new FoldStep<>(
        after,
        List.of(
            new FoldFinding(
                "much_use",
                Map.of(
                    USERS, Integer.toString(users),
                    ACTIVATIONS, Integer.toString(activations),
                    ADDRESSES, Integer.toString(addresses),
                    RECORDS, Integer.toString(records)))));
  }

  /** The license's own limit matters, and is looked up, only if the setting is exceeded. */
  @Override
  public CompletionStage<List<Flag>> judge(
      FoldFinding finding, Telemetry telemetry, CheckContext context) {
    int setting = settings.mostActivations();
    Optional<String> key = telemetry.licenseKey();
    if (number(finding, ACTIVATIONS) <= setting || key.isEmpty()) {
      return CompletableFuture.completedStage(flags(finding, setting));
    }
    return context
        .lookups()
        .license(key.get())
        .thenApply(
            license ->
                license.map(License::activationLimit).stream()
                    .flatMapToInt(limit -> limit.stream())
                    .map(limit -> Math.max(limit, setting))
                    .findAny()
                    .orElse(setting))
        .thenApply(most -> flags(finding, most));
  }

  private List<Flag> flags(FoldFinding finding, int mostActivations) {
    List<String> exceeded = new ArrayList<>();
    if (number(finding, USERS) > settings.mostUsers()) {
      exceeded.add(USERS);
    }
    if (number(finding, ACTIVATIONS) > mostActivations) {
      exceeded.add(ACTIVATIONS);
    }
    if (number(finding, ADDRESSES) > settings.mostAddresses()) {
      exceeded.add(ADDRESSES);
    }
    if (exceeded.isEmpty()) {
      return List.of();
    }
    Map<String, String> evidence = new HashMap<>(finding.facts());
    evidence.put("exceeded", String.join(", ", exceeded));
    evidence.put("most_users", Integer.toString(settings.mostUsers()));
    evidence.put("most_activations", Integer.toString(mostActivations));
    evidence.put("most_addresses", Integer.toString(settings.mostAddresses()));
    evidence.put("window", settings.window().toString());
    return List.of(
        new Flag(
            "shared_license",
            Severity.MEDIUM,
            "Too many use this license at the same time.",
            evidence));
  }

  private static int number(FoldFinding finding, String fact) {
    return Integer.parseInt(finding.facts().getOrDefault(fact, "0"));
  }

  private static OptionalLong identity(Optional<String> text) {
    return text.isPresent() ? OptionalLong.of(Identity.of(text.get())) : OptionalLong.empty();
  }

  private static Optional<String> network(String address) {
    return address.isEmpty() ? Optional.empty() : Optional.of(Networks.of(address));
  }

  private static int count(Latest values, OptionalLong value) {
    return value.isPresent() ? values.countWith(value.getAsLong()) : values.count();
  }

  private static Latest with(Latest values, OptionalLong value, long received) {
    return value.isPresent() ? values.with(value.getAsLong(), received) : values;
  }
}
