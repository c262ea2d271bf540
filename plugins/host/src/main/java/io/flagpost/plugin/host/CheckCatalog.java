package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An immutable snapshot of the checks. */
public interface CheckCatalog {

  /**
   * The id of the set of checks and versions that run at receipt: equal sets in the same order have
   * equal ids.
   */
  String id();

  /** The checks that run at receipt, in the order of their flags. */
  List<CheckInfo> checks();

  /**
   * The checks of all running plugins, including those in shadow and those of the phase after
   * storing, in the catalog's order.
   */
  List<CheckInfo> pluginChecks();

  /**
   * A record that is being received.
   *
   * @param telemetry the record
   * @param lookups answers the checks' look-ups for it
   */
  record Received(Telemetry telemetry, Lookups lookups) {}

  /**
   * Runs every check that runs at receipt on each of the given records, all plugins in parallel,
   * under one deadline. Records that are passed together cost each plugin only one hand-over.
   *
   * <p>Any thread; never waits, and never runs vendor code on the caller's thread. The stages never
   * fail and complete by the deadline, on a thread of a plugin or of the host, so dependent code
   * must be short. Without plugins they are already complete.
   *
   * @return a stage for each record, in the same order
   */
  List<CompletionStage<CatalogResult>> check(List<Received> records);

  /** The same, for one record. */
  default CompletionStage<CatalogResult> check(Telemetry telemetry, Lookups lookups) {
    return check(List.of(new Received(telemetry, lookups))).get(0);
  }

  /**
   * Runs the given checks on a stored record, whatever their phase; otherwise like {@link #check}.
   * Records that are being received take precedence in the plugins.
   *
   * @param asked ids of {@link #pluginChecks}; an unknown one is pending
   * @param history answers the checks' queries for earlier records
   * @param limit how long all of them together may take
   */
  CompletionStage<CatalogResult> checkStored(
      Collection<String> asked,
      Telemetry telemetry,
      Lookups lookups,
      History history,
      Duration limit);

  /**
   * One of {@link #pluginChecks} that folds.
   *
   * @return empty if there is no such check, or if it does not fold
   */
  Optional<Folding> folding(String checkId);
}
