package io.flagpost.admin.transfer;

import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.platform.database.Sql;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.sqlclient.Pool;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/** Exports one kind of rows. Runs on the request's event loop; rows are written by workers. */
final class ExportOperation implements AdminOperation {
  private final Pool pool;
  private final WorkerExecutor encoders;
  private final Semaphore places;
  private final TransferSettings settings;
  private final ExportSource source;

  /**
   * @param places how many exports may run at a time: each holds a connection until its client has
   *     received everything
   */
  ExportOperation(
      Pool pool,
      WorkerExecutor encoders,
      Semaphore places,
      TransferSettings settings,
      ExportSource source) {
    this.pool = pool;
    this.encoders = encoders;
    this.places = places;
    this.settings = settings;
    this.source = source;
  }

  @Override
  public Future<AdminAnswer> perform(AdminRequest request) {
    boolean csv = request.queryParameter("format").orElse("csv").equals("csv");
    Sql query;
    try {
      query = source.query(request);
    } catch (ProblemException e) {
      return Future.failedFuture(e);
    }
    if (!places.tryAcquire()) {
      return Future.failedFuture(
          new ProblemException(
              Problem.unavailable(
                  String.format(
                      Locale.ROOT,
                      "This node has %d exports under way; try again later",
                      settings.atOnce()))));
    }
    RowEncoder encoder = new RowEncoder(source.columns(), csv);
    return ExportWalk.open(pool, query, encoder, encoders, settings, places::release)
        .map(walk -> answer(request, walk, csv));
  }

  private AdminAnswer answer(AdminRequest request, ExportWalk walk, boolean csv) {
    // If the client disconnects before the answer begins, nothing else would end the walk.
    if (request.http().response().closed()) {
      walk.close();
    } else {
      request.http().response().closeHandler(closed -> walk.close());
    }
    String name = source.name() + (csv ? ".csv" : ".ndjson");
    return AdminAnswer.stream(
            csv ? ImportOptions.CSV + "; charset=utf-8" : ImportOptions.NDJSON, walk::send)
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }
}
