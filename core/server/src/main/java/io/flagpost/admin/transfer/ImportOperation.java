package io.flagpost.admin.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.platform.database.SqlFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Imports one kind of rows. Runs on the request's event loop, and reads on a worker's thread. */
final class ImportOperation implements AdminOperation {
  /** Unique or foreign key: something was added or deleted since the rows were checked. */
  private final Vertx vertx;

  private final Changes changes;
  private final WorkerExecutor readers;
  private final Semaphore places;
  private final TransferSettings settings;
  private final ImportTarget target;

  /**
   * @param readers the reading threads; as many as {@code places}
   * @param places how many imports may run at a time
   */
  ImportOperation(
      Vertx vertx,
      Changes changes,
      WorkerExecutor readers,
      Semaphore places,
      TransferSettings settings,
      ImportTarget target) {
    this.vertx = vertx;
    this.changes = changes;
    this.readers = readers;
    this.places = places;
    this.settings = settings;
    this.target = target;
  }

  @Override
  public Future<AdminAnswer> perform(AdminRequest request) {
    ImportOptions options;
    try {
      options = ImportOptions.of(request);
    } catch (ProblemException e) {
      return Future.failedFuture(e);
    }
    if (!places.tryAcquire()) {
      return Future.failedFuture(
          new ProblemException(
              Problem.unavailable(
                  String.format(
                      Locale.ROOT,
                      "This node has %d imports under way; try again later",
                      settings.atOnce()))));
    }
    RequestBytes bytes =
        new RequestBytes(vertx, request.http(), settings.queueBytes(), settings.patience());
    return changes
        .make(
            request.requiredActor(),
            request.address(),
            connection -> new Import(options, bytes, connection).run())
        .recover(ImportOperation::dryRun)
        .onComplete(done -> places.release())
        .map(report -> answer(options, report))
        .recover(failure -> Future.failedFuture(explain(failure)));
  }

  private static AdminAnswer answer(ImportOptions options, ImportReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("dry_run", options.dryRun());
    return AdminAnswer.ok(json.setAll(report.json()));
  }

  private static Future<ImportReport> dryRun(Throwable failure) {
    return failure instanceof DryRunException rehearsed
        ? Future.succeededFuture(rehearsed.report)
        : Future.failedFuture(failure);
  }

  private static Throwable explain(Throwable failure) {
    if (failure instanceof RefusedContentException refused) {
      return new ProblemException(refused.problem());
    }
    if (failure instanceof RequestBytes.ClientGoneException) {
      return new ProblemException(
          new Problem(408, "timeout", "Too slow", "The client disconnected", List.of(), Map.of()));
    }
    SqlFailure answer = SqlFailure.of(failure);
    if (answer.isUniqueViolation() || answer.isForeignKeyViolation()) { // changed concurrently
      return new ProblemException(
          Problem.unavailable(
              "Another change was made at the same time, and nothing was imported; try again"));
    }
    return failure;
  }

  /** One import, within its transaction. */
  private final class Import {
    private final ImportOptions options;
    private final RequestBytes bytes;
    private final SqlConnection connection;
    private final ImportSql sql;
    private final ImportErrors errors = new ImportErrors();

    Import(ImportOptions options, RequestBytes bytes, SqlConnection connection) {
      this.options = options;
      this.bytes = bytes;
      this.connection = connection;
      this.sql = new ImportSql(connection);
    }

    Future<Change<ImportReport>> run() {
      ImportReader reader = new ImportReader(target.columns(), options, settings, errors);
      return sql.prepareSession()
          .compose(prepared -> RowStaging.open(vertx, connection, target.columns()))
          .compose(
              staging -> {
                bytes.start();
                return readers.executeBlocking(() -> reader.read(bytes, staging), false);
              })
          .compose(
              content ->
                  errors.isUnreadable()
                      ? Future.failedFuture(new ProblemException(errors.problem()))
                      : merge(content));
    }

    private Future<Change<ImportReport>> merge(ImportReader.Content content) {
      return sql.takeTurns()
          .compose(turn -> target.merge(sql, options.onExisting(), content.rows(), errors))
          .compose(report -> conclude(report, content.sha256()));
    }

    private Future<Change<ImportReport>> conclude(ImportReport report, String sha256) {
      if (!errors.isEmpty()) {
        return Future.failedFuture(new ProblemException(errors.problem()));
      }
      if (bytes.isBroken()) {
        return Future.failedFuture(new RequestBytes.ClientGoneException(null));
      }
      if (options.dryRun()) {
        return Future.failedFuture(new DryRunException(report));
      }
      if (!report.isChange()) {
        return Future.succeededFuture(Change.none(report));
      }
      ObjectNode after =
          report
              .json()
              .put("format", options.format())
              .put("on_existing", options.onExistingText())
              .put("sha256", sha256);
      String name = target.name();
      return Future.succeededFuture(
          Change.of(report, new AuditEvent(name + ".import", name, null, after)));
    }
  }

  /** Everything succeeded, and is rolled back. */
  private static final class DryRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ImportReport report;

    DryRunException(ImportReport report) {
      super("A dry run", null, false, false);
      this.report = report;
    }
  }
}
