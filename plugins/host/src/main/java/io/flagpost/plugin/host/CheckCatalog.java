package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Lookups;
import io.flagpost.plugin.v1.Telemetry;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** An immutable snapshot of the checks that judge records. */
public interface CheckCatalog {

  /** Names this set of checks and versions: equal sets in equal order have equal ids. */
  String id();

  /** All checks, in the order in which their flags are listed. */
  List<CheckInfo> checks();

  /**
   * Asks every receipt check about one record, all plugins in parallel, under one deadline.
   *
   * <p>Callable on any thread, never waits and never runs vendor code on the caller's. The stage
   * never fails and completes by the deadline, on a thread of a plugin or of the host: what depends
   * on it has to be short. Without plugins it is complete at once.
   *
   * @param lookups answers the checks' questions about this record
   */
  CompletionStage<CatalogResult> check(Telemetry telemetry, Lookups lookups);
}
