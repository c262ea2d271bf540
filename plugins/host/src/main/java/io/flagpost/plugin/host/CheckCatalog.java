package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.History;
import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** An immutable snapshot of the checks that judge records. */
public interface CheckCatalog {

  /**
   * Names the set of checks and versions that run at receipt: equal sets in equal order have equal
   * ids.
   */
  String id();

  /** The checks that run at receipt, in the order in which their flags are listed. */
  List<CheckInfo> checks();

  /**
   * The checks of all plugins that run, those in shadow and those of the phase after storing
   * included, in the catalog's order.
   */
  List<CheckInfo> pluginChecks();

  /**
   * A record that is being received.
   *
   * @param telemetry the record
   * @param lookups answers the checks' questions about it
   */
  record Received(Telemetry telemetry, Lookups lookups) {}

  /**
   * Asks every check that runs at receipt about each of some records, all plugins in parallel,
   * under one deadline. Records that come together cost a plugin one hand-over.
   *
   * <p>Callable on any thread, never waits and never runs vendor code on the caller's. The stages
   * never fail and complete by the deadline, on a thread of a plugin or of the host: what depends
   * on them has to be short. Without plugins they are complete at once.
   *
   * @return a stage for each record, in their order
   */
  List<CompletionStage<CatalogResult>> check(List<Received> records);

  /** The same for one record. */
  default CompletionStage<CatalogResult> check(Telemetry telemetry, Lookups lookups) {
    return check(List.of(new Received(telemetry, lookups))).get(0);
  }

  /**
   * Asks some checks about a record that is stored, whatever their phase; otherwise as {@link
   * #check}. The plugins' work on records that are being received goes first.
   *
   * @param asked ids of {@link #pluginChecks}; one that no plugin has is pending
   * @param history answers the checks' questions about earlier records
   * @param limit how long they may take together
   */
  CompletionStage<CatalogResult> checkStored(
      Collection<String> asked,
      Telemetry telemetry,
      Lookups lookups,
      History history,
      Duration limit);
}
