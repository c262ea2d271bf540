package io.flagpost.admin.telemetry;

import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.telemetry.live.LivePosition;
import io.flagpost.telemetry.live.LiveRecords;
import io.flagpost.telemetry.query.RecordFilter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The live streams of this node: the operation {@code streamTelemetry}, and the end of all of them
 * before the node stops to listen. Streams are opened on their event loop; else any thread.
 */
public final class LiveStreams {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /** How long clients may take to read that it ends. */
  private static final Duration LAST_WORD = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final LiveSource source;
  private final LivePlaces places;
  private final Set<LiveStream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * @param records finds what happened; whoever has opened it closes it
   */
  public LiveStreams(Vertx vertx, LiveRecords records, LiveLimits limits) {
    this.vertx = vertx;
    WorkerExecutor encoders = vertx.createSharedWorkerExecutor("live-encoder", 1);
    this.source = new LiveSource(records, encoders, limits);
    this.places = new LivePlaces(limits.most(), limits.mostOfOne());
  }

  /** The operation by its {@code operationId}. */
  public Map<String, AdminOperation> operations() {
    return Map.of("streamTelemetry", this::open);
  }

  /** How many are open. */
  public int open() {
    return places.taken();
  }

  /**
   * Ends every stream in good order; their clients come back to another node, or to this one when
   * it is there again. No more are opened. Never fails.
   */
  public Future<Void> close() {
    stopping = true;
    List<Future<Void>> ending = open.stream().map(stream -> stream.end("stopping")).toList();
    return Future.join(ending)
        .timeout(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS)
        .transform(
            ended -> {
              open.forEach(LiveStream::cut);
              return source.encoders().close();
            });
  }

  /** Begins a stream. */
  Future<AdminAnswer> open(AdminRequest request) {
    RecordFilter filter;
    Optional<LivePosition> last;
    try {
      filter = RecordFilters.of(request);
      last = last(request);
    } catch (ProblemException e) {
      return Future.failedFuture(e);
    }
    if (request.http().method().equals(HttpMethod.HEAD)) {
      return Future.succeededFuture(answer(HttpServerResponse::end)); // it is not called
    }
    return last.map(this::checked)
        .orElseGet(source.records()::now)
        .recover(failure -> Future.failedFuture(TelemetrySearch.problem(failure)))
        .compose(begin -> begin(request, filter, begin));
  }

  private Future<AdminAnswer> begin(AdminRequest request, RecordFilter filter, LivePosition begin) {
    if (stopping) {
      return Future.failedFuture(new ProblemException(Problem.unavailable("This node stops")));
    }
    Runnable place;
    try {
      place = places.take(request.requiredActor());
    } catch (ProblemException e) {
      return Future.failedFuture(e);
    }
    LiveStream stream = new LiveStream(vertx.getOrCreateContext(), source, request, filter, begin);
    open.add(stream);
    stream
        .over()
        .onComplete(
            over -> {
              open.remove(stream);
              place.run();
            });
    if (request.http().response().closed()) {
      stream.gone(); // nothing would be written, and nobody else would tell it
    } else {
      request.http().response().closeHandler(closed -> stream.gone());
    }
    return Future.succeededFuture(answer(response -> written(stream)));
  }

  private Future<Void> written(LiveStream stream) {
    Future<Void> over = stream.write();
    return stopping ? stream.end("stopping") : over; // close() may not have seen it
  }

  /** Proxies would hold events back until there are enough of them. */
  private static AdminAnswer answer(Function<HttpServerResponse, Future<Void>> writer) {
    return AdminAnswer.stream(EventText.MEDIA_TYPE, writer).with("X-Accel-Buffering", "no");
  }

  private static Optional<LivePosition> last(AdminRequest request) {
    String sent = request.http().getHeader(LAST_EVENT_ID);
    if (sent == null || sent.isBlank()) {
      return Optional.empty();
    }
    Optional<LivePosition> last = LivePosition.parse(sent.strip());
    if (last.isEmpty()) {
      throw wrong("must be the id of an event, such as 42-7");
    }
    return last;
  }

  /** A position that was told is one that was reached; one beyond would wait in silence. */
  private Future<LivePosition> checked(LivePosition last) {
    return source
        .records()
        .wasReached(last)
        .compose(
            reached ->
                reached
                    ? Future.succeededFuture(last)
                    : Future.failedFuture(
                        wrong("is beyond everything that was stored: begin without it")));
  }

  private static ProblemException wrong(String reason) {
    return new ProblemException(Problem.invalid(LAST_EVENT_ID, reason));
  }
}
