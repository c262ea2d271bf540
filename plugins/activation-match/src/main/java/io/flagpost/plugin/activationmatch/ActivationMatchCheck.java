package io.flagpost.plugin.activationmatch;

import io.flagpost.plugin.v1.Activation;
import io.flagpost.plugin.v1.CheckContext;
import io.flagpost.plugin.v1.Flag;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.Severity;
import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks the activation up under its license. An unknown license has no activations to check;
 * another check reports that it is unknown.
 */
final class ActivationMatchCheck implements RedFlagCheck {
  private static final CompletionStage<List<Flag>> CLEAR =
      CompletableFuture.completedStage(List.of());

  @Override
  public String id() {
    return "activation-match";
  }

  @Override
  public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
    Optional<String> key = telemetry.licenseKey();
    Optional<String> activation = telemetry.activationIdentifier();
    if (key.isEmpty() || activation.isEmpty()) {
      return CLEAR;
    }
    Lookups lookups = context.lookups();
    return lookups
        .license(key.get())
        .thenCompose(
            license ->
                license.isEmpty()
                    ? CLEAR
                    : lookups
                        .activation(key.get(), activation.get())
                        .thenApply(found -> judge(found, activation.get())));
  }

  private static List<Flag> judge(Optional<Activation> found, String identifier) {
    if (found.isEmpty()) {
      return List.of(
          Flag.of(
                  "activation_missing",
                  Severity.HIGH,
                  "The license has no such activation: activating was bypassed.")
              .with("activation_identifier", identifier));
    }
    if (!found.get().active()) {
      return List.of(
          Flag.of("activation_inactive", Severity.MEDIUM, "The activation was deactivated.")
              .with("activation_identifier", identifier));
    }
    return List.of();
  }
}
