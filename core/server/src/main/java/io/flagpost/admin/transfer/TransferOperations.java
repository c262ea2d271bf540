package io.flagpost.admin.transfer;

import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.audit.Changes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Pool;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bulk import and export of licenses and activations. */
public final class TransferOperations {
  /**
   * An import's thread is busy for as long as its client sends, which is no reason for an alarm.
   */
  private static final long LONGEST_HOURS = 24;

  private final WorkerExecutor readers;
  private final WorkerExecutor encoders;
  private final Map<String, AdminOperation> operations;

  /**
   * @param pool for exports; each holds one of its connections until it ends
   * @param changes for imports
   */
  public TransferOperations(Vertx vertx, Pool pool, Changes changes, TransferSettings settings) {
    this.readers =
        vertx.createSharedWorkerExecutor(
            "import-reader", settings.atOnce(), LONGEST_HOURS, TimeUnit.HOURS);
    this.encoders = vertx.createSharedWorkerExecutor("export-encoder", 1);
    Semaphore imports = new Semaphore(settings.atOnce());
    Semaphore exports = new Semaphore(settings.atOnce());
    this.operations =
        Map.of(
            "importLicenses",
            new ImportOperation(vertx, changes, readers, imports, settings, new LicenseImport()),
            "importActivations",
            new ImportOperation(vertx, changes, readers, imports, settings, new ActivationImport()),
            "exportLicenses",
            new ExportOperation(pool, encoders, exports, settings, ExportSource.LICENSES),
            "exportActivations",
            new ExportOperation(pool, encoders, exports, settings, ExportSource.ACTIVATIONS));
  }

  /** The operations by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return operations;
  }

  /** Stops its threads; running transfers are interrupted. */
  public Future<Void> close() {
    return Future.join(readers.close(), encoders.close()).mapEmpty();
  }
}
