package io.flagpost.admin.telemetry;

import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.telemetry.query.RecordExport;
import io.flagpost.telemetry.query.RecordExports;
import io.flagpost.telemetry.query.RecordExports.NotThereYetException;
import io.flagpost.telemetry.query.RecordFilter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * The operation of {@code openapi/admin/export.yaml}: records as a file, from the oldest to the
 * last one that is there now.
 */
public final class TelemetryExport {
  private static final String AFTER_ID = "Flagpost-Export-After-Id";
  private static final String UP_TO_ID = "Flagpost-Export-Up-To-Id";

  private final RecordExports exports;
  private final ExportSettings settings;
  private final WorkerExecutor encoders;
  private final Semaphore places;

  /**
   * @param exports reads the records
   */
  public TelemetryExport(Vertx vertx, RecordExports exports, ExportSettings settings) {
    this.exports = exports;
    this.settings = settings;
    this.encoders = vertx.createSharedWorkerExecutor("telemetry-encoder", settings.atOnce());
    this.places = new Semaphore(settings.atOnce());
  }

  /** The operations by their {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.of("exportTelemetry", this::perform);
  }

  /** Performs {@code exportTelemetry}. */
  Future<AdminAnswer> perform(AdminRequest request) {
    RecordFilter filter;
    ExportOptions options;
    try {
      filter = RecordFilters.of(request);
      options = ExportOptions.of(request);
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
    return begin(request, filter, options)
        .recover(failure -> Future.failedFuture(problem(failure)));
  }

  private Future<AdminAnswer> begin(
      AdminRequest request, RecordFilter filter, ExportOptions options) {
    return exports
        .begin(
            TelemetrySearch.REACH.within(request.scope()),
            filter,
            options.afterId(),
            options.upToId(),
            settings.pageSize())
        .onFailure(failure -> places.release())
        .compose(
            export -> {
              ExportStream stream =
                  new ExportStream(
                      export::next,
                      options.lines(),
                      encoders,
                      settings.patience(),
                      places::release);
              return stream
                  .begin(options.titled())
                  .onFailure(failure -> stream.close())
                  .map(begun -> answer(request.http(), options, export, stream, begun));
            });
  }

  private static AdminAnswer answer(
      HttpServerRequest request,
      ExportOptions options,
      RecordExport export,
      ExportStream stream,
      ExportStream.Begun begun) {
    HttpServerResponse response = request.response();
    // Where nothing is going to be sent, nothing else would end it.
    if (response.closed() || request.method().equals(HttpMethod.HEAD)) {
      stream.close();
    } else {
      response.closeHandler(closed -> stream.close());
    }
    return AdminAnswer.stream(options.mediaType(), begun::send)
        .with("Content-Disposition", "attachment; filename=\"" + options.fileName() + "\"")
        .with("Trailer", ExportStream.RECORDS + ", " + ExportStream.DIGEST)
        .with(AFTER_ID, Long.toString(export.afterId()))
        .with(UP_TO_ID, Long.toString(export.upToId()));
  }

  private static Throwable problem(Throwable failure) {
    return failure instanceof NotThereYetException
        ? new ProblemException(
            Problem.conflict(
                "There are no records up to up_to_id yet: it is of another installation, or from"
                    + " before a backup was restored"))
        : TelemetrySearch.problem(failure);
  }

  /** Stops its threads. */
  public Future<Void> close() {
    return encoders.close();
  }
}
