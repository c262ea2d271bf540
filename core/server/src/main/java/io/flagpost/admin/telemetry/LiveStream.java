package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Scope;
import io.flagpost.telemetry.live.LivePage;
import io.flagpost.telemetry.live.LivePosition;
import io.flagpost.telemetry.query.RecordFilter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer to one client that listens. It ends when the client goes, when the node stops, and
 * when the client's right to it ends, which is asked for again before anything is sent.
 *
 * <p>What it takes is bounded, however slow the client is: nothing is read while the client has not
 * taken what was sent, and what happens meanwhile is left out where it is too much for one page.
 * Used on the request's event loop only, but for what says otherwise.
 */
final class LiveStream {
  private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);

  private final Context context;
  private final LiveSource source;
  private final AdminRequest request;
  private final RecordFilter filter;
  private final HttpServerResponse response;
  private final Promise<Void> over = Promise.promise();
  private LivePosition position;
  private Scope scope;
  private boolean busy;
  private boolean ended;
  private boolean spoken;
  private boolean caughtUp;

  /**
   * @param request its caller may see what is within its limit
   * @param begin what was told already
   */
  LiveStream(
      Context context,
      LiveSource source,
      AdminRequest request,
      RecordFilter filter,
      LivePosition begin) {
    this.context = context;
    this.source = source;
    this.request = request;
    this.filter = filter;
    this.response = request.http().response();
    this.position = begin;
    this.scope = request.scope();
  }

  /** Completes when it has ended; never fails. */
  Future<Void> over() {
    return over.future();
  }

  /** Writes the answer until it ends. */
  Future<Void> write() {
    response.setChunked(true);
    response.exceptionHandler(failure -> LOG.debug("A live stream broke: {}", failure.toString()));
    LiveLimits limits = source.limits();
    send(EventText.retry(limits.retry()) + EventText.position(position));
    Runnable unlisten =
        source.records().listen(horizon -> context.runOnContext(v -> follow(horizon)));
    long heartbeat = context.owner().setPeriodic(limits.heartbeat().toMillis(), timer -> beat());
    return over.future()
        .onComplete(
            done -> {
              unlisten.run();
              context.owner().cancelTimer(heartbeat);
            });
  }

  /**
   * Ends the answer, so that its client can tell that from a broken connection; any thread.
   *
   * @param reason a word for why
   */
  Future<Void> end(String reason) {
    context.runOnContext(v -> endNow(reason));
    return over.future();
  }

  /** The client has gone. */
  void gone() {
    ended = true;
    over.tryComplete();
  }

  /** Ends the answer as it is, unread; any thread. */
  void cut() {
    context.runOnContext(v -> response.reset());
  }

  private void follow(LivePosition horizon) {
    LivePosition upTo = position.orFurther(horizon);
    if (ended || busy || response.writeQueueFull() || !position.isBehind(upTo)) {
      return; // is asked again soon
    }
    busy = true;
    page(upTo)
        .compose(page -> source.text(page, filter).map(text -> new Told(page.reached(), text)))
        .onComplete(
            found -> {
              busy = false;
              if (found.succeeded()) {
                position = found.result().reached;
                // That it has caught up, a client is told even if nothing came.
                send(caughtUp ? found.result().text : found.result().orPosition());
                caughtUp = true;
              } else if (!isRefused(found.cause())) {
                LOG.debug("A live stream is held up: {}", found.cause().toString());
              }
            });
  }

  private record Told(LivePosition reached, String text) {
    String orPosition() {
      return text.isEmpty() ? EventText.position(reached) : text;
    }
  }

  /** What happened, as far as the caller may see it at the moment when it is sent. */
  private Future<LivePage> page(LivePosition upTo) {
    Scope seen = scope;
    return source
        .records()
        .next(position, upTo, filter, TelemetrySearch.REACH.within(seen))
        .compose(
            page ->
                page.events().isEmpty()
                    ? Future.succeededFuture(page)
                    : confirmed()
                        .compose(
                            now -> now.equals(seen) ? Future.succeededFuture(page) : page(upTo)));
  }

  private Future<Scope> confirmed() {
    return request.confirmRight().map(Actor::scope).onSuccess(now -> scope = now);
  }

  private void beat() {
    if (ended || spoken) {
      spoken = false;
      return;
    }
    confirmed()
        .onComplete(
            right -> {
              // While nobody can tell, it hears that the node is there, and nothing else.
              if ((right.succeeded() || !isRefused(right.cause())) && !response.writeQueueFull()) {
                send(EventText.heartbeat(position));
                spoken = false;
              }
            });
  }

  /** Whether the client may not go on; then the stream ends. */
  private boolean isRefused(Throwable failure) {
    int status = failure instanceof ProblemException refused ? refused.problem().status() : 0;
    if (status == 401) {
      endNow("unauthorized");
    } else if (status == 403) {
      endNow("forbidden");
    }
    return status == 401 || status == 403;
  }

  private void endNow(String reason) {
    if (!ended) {
      send(EventText.end(JsonNodeFactory.instance.objectNode().put("reason", reason)));
      ended = true;
      response.end().onComplete(done -> over.tryComplete());
    }
  }

  /** Nobody waits for it to be taken: how much was not taken yet decides about the next page. */
  private void send(String text) {
    if (!ended && !text.isEmpty()) {
      spoken = true;
      response
          .write(Buffer.buffer(text))
          .onFailure(gone -> LOG.debug("The client has gone: {}", gone.toString()));
    }
  }
}
