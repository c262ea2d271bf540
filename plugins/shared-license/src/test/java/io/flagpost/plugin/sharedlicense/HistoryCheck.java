package io.flagpost.plugin.sharedlicense;

import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The check as it was before it folded: counts anew for each record what is stored before it. The
 * reference for {@link SharedLicenseCheck}.
 */
final class HistoryCheck implements RedFlagCheck {
  private final SharedLicenseSettings settings;

  HistoryCheck(SharedLicenseSettings settings) {
    this.settings = settings;
  }

  @Override
  public String id() {
    return "shared-license";
  }

  @Override
  public Phase phase() {
    return Phase.AFTER_STORE;
  }

  @Override
  public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
    Optional<String> key = telemetry.licenseKey();
    if (key.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    return context
        .history()
        .ofLicense(settings.window())
        .thenApply(earlier -> Usage.of(telemetry, earlier))
        .thenCompose(
            usage ->
                mostActivations(usage, key.get(), context).thenApply(most -> judge(usage, most)));
  }

  /** The license's own limit matters, and is looked up, only where the setting is exceeded. */
  private CompletionStage<Integer> mostActivations(Usage usage, String key, CheckContext context) {
    int setting = settings.mostActivations();
    if (usage.activations() <= setting) {
      return CompletableFuture.completedStage(setting);
    }
    return context
        .lookups()
        .license(key)
        .thenApply(
            license ->
                Math.max(
                    setting,
                    license.map(License::activationLimit).stream()
                        .flatMapToInt(limit -> limit.stream())
                        .findAny()
                        .orElse(setting)));
  }

  private List<Flag> judge(Usage usage, int mostActivations) {
    List<String> exceeded = new ArrayList<>();
    if (usage.users() > settings.mostUsers()) {
      exceeded.add("users");
    }
    if (usage.activations() > mostActivations) {
      exceeded.add("activations");
    }
    if (usage.addresses() > settings.mostAddresses()) {
      exceeded.add("addresses");
    }
    if (exceeded.isEmpty()) {
      return List.of();
    }
    Map<String, String> evidence = // all at once: with() looks at all of it again each time
        Map.of(
            "exceeded", String.join(", ", exceeded),
            "users", Integer.toString(usage.users()),
            "most_users", Integer.toString(settings.mostUsers()),
            "activations", Integer.toString(usage.activations()),
            "most_activations", Integer.toString(mostActivations),
            "addresses", Integer.toString(usage.addresses()),
            "most_addresses", Integer.toString(settings.mostAddresses()),
            "records", Integer.toString(usage.records()),
            "window", settings.window().toString());
    return List.of(
        new Flag(
            "shared_license",
            Severity.MEDIUM,
            "Too many use this license at the same time.",
            evidence));
  }
}
