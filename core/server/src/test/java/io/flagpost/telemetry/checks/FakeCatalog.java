package io.flagpost.telemetry.checks;

import io.flagpost.plugin.host.CatalogResult;
import io.flagpost.plugin.host.CheckCatalog;
import io.flagpost.plugin.host.CheckInfo;
import io.flagpost.plugin.host.Folding;
import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** A catalog whose one check is a function. */
public final class FakeCatalog implements CheckCatalog {
  final List<Telemetry> seen = new ArrayList<>();

  /** How many records came together, each time. */
  final List<Integer> hands = new ArrayList<>();

  private final BiFunction<Telemetry, Lookups, CompletionStage<CatalogResult>> check;

  public FakeCatalog(BiFunction<Telemetry, Lookups, CompletionStage<CatalogResult>> check) {
    this.check = check;
  }

  @Override
  public String id() {
    return "catalog-1";
  }

  @Override
  public List<CheckInfo> checks() {
    return List.of(new CheckInfo("core", "1"), new CheckInfo("probe", "1.0.0"));
  }

  @Override
  public List<CheckInfo> pluginChecks() {
    return List.of(new CheckInfo("probe", "1.0.0"));
  }

  @Override
  public CompletionStage<CatalogResult> checkStored(
      Collection<String> asked,
      Telemetry telemetry,
      Lookups lookups,
      History history,
      Duration limit) {
    return check(telemetry, lookups);
  }

  @Override
  public List<CompletionStage<CatalogResult>> check(List<Received> records) {
    hands.add(records.size());
    return records.stream()
        .map(
            one -> {
              seen.add(one.telemetry());
              return check.apply(one.telemetry(), one.lookups());
            })
        .toList();
  }

  @Override
  public Optional<Folding> folding(String checkId) {
    return Optional.empty();
  }
}
