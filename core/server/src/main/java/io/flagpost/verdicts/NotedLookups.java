package io.flagpost.verdicts;

import io.flagpost.plugin.v1.Activation;
import io.flagpost.plugin.v1.License;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Product;
import io.flagpost.plugin.v1.ProductVersion;
import io.flagpost.plugin.v1.Telemetry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Look-ups for one record, which remember what they have answered. Any thread. */
final class NotedLookups implements Lookups {
  /** Of what a check asks beyond that, nothing is kept. */
  private static final int MOST = 16;

  private static final int MOST_CHECKSUMS = 16;

  private final Lookups lookups;
  private final Telemetry record;
  private final Map<Asked, LookedUp> noted = new LinkedHashMap<>();

  /** A question. */
  private record Asked(String what, String first, String second) {}

  NotedLookups(Lookups lookups, Telemetry record) {
    this.lookups = lookups;
    this.record = record;
  }

  /** What was answered until now, each question once. */
  List<LookedUp> noted() {
    synchronized (noted) {
      return new ArrayList<>(noted.values());
    }
  }

  @Override
  public CompletionStage<Optional<License>> license(String licenseKey) {
    String what = named("license", isOwn(record.licenseKey(), licenseKey));
    return noting(
        new Asked(what, licenseKey, ""), lookups.license(licenseKey), NotedLookups::facts);
  }

  @Override
  public CompletionStage<Optional<Activation>> activation(
      String licenseKey, String activationIdentifier) {
    boolean isOwn =
        isOwn(record.licenseKey(), licenseKey)
            && isOwn(record.activationIdentifier(), activationIdentifier);
    return noting(
        new Asked(named("activation", isOwn), licenseKey, activationIdentifier),
        lookups.activation(licenseKey, activationIdentifier),
        activation -> Map.of("active", Boolean.toString(activation.active())));
  }

  @Override
  public CompletionStage<Optional<Product>> product(String productId) {
    String what = named("product", isOwn(record.productId(), productId));
    return noting(
        new Asked(what, productId, ""),
        lookups.product(productId),
        product -> Map.of("id", product.id(), "name", product.name()));
  }

  @Override
  public CompletionStage<Optional<ProductVersion>> productVersion(
      String productId, String version) {
    boolean isOwn = isOwn(record.productId(), productId) && isOwn(record.productVersion(), version);
    return noting(
        new Asked(named("product version", isOwn), productId, version),
        lookups.productVersion(productId, version),
        NotedLookups::facts);
  }

  private static boolean isOwn(Optional<String> own, String asked) {
    return own.filter(asked::equals).isPresent();
  }

  private static String named(String what, boolean isOwn) {
    return isOwn ? what : "another " + what;
  }

  private <T> CompletionStage<Optional<T>> noting(
      Asked asked, CompletionStage<Optional<T>> answer, Function<T, Map<String, String>> facts) {
    return answer.thenApply(
        found -> {
          LookedUp noteworthy = new LookedUp(asked.what(), found.map(facts).orElse(Map.of()));
          synchronized (noted) {
            if (noted.size() < MOST) {
              noted.put(asked, noteworthy);
            }
          }
          return found;
        });
  }

  private static Map<String, String> facts(License license) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("status", license.status().name().toLowerCase(Locale.ROOT));
    facts.put("product", license.productId());
    facts.put("environment", license.environment());
    license.expiresAt().ifPresent(end -> facts.put("expires_at", end.toString()));
    license
        .activationLimit()
        .ifPresent(limit -> facts.put("activation_limit", Integer.toString(limit)));
    return facts;
  }

  private static Map<String, String> facts(ProductVersion version) {
    return Map.of(
        "product",
        version.productId(),
        "version",
        version.version(),
        "build_checksums",
        version.buildChecksums().stream()
            .sorted()
            .limit(MOST_CHECKSUMS)
            .reduce((one, other) -> one + " " + other)
            .orElse(""));
  }
}
