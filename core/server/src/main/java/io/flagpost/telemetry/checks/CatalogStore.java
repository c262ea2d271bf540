package io.flagpost.telemetry.checks;

import io.flagpost.plugin.host.CheckInfo;
import io.vertx.core.Future;
import java.util.List;

/** Keeps what catalog ids mean, so that a stored verdict can be read years later. */
public interface CatalogStore {

  /** Saves a catalog under its id, once; saving it again changes nothing. Any thread. */
  Future<Void> save(String catalogId, List<CheckInfo> checks);
}
