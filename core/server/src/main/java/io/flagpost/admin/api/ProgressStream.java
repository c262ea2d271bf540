package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * The streamed answer to work that takes long: a line of JSON with its progress at once, then after
 * each step as far as the client keeps up, and at least every few seconds; the report at the end. A
 * client that disconnects is told of, so that the work is called off.
 */
public final class ProgressStream {
  /** Of the answer. */
  public static final String MEDIA_TYPE = "application/x-ndjson";

  private static final long REPEAT_MILLIS = 2_000;

  private final Context context;

  // Used on the context only; null before and after the answer.
  private @Nullable HttpServerResponse open;
  private JsonNode last;

  /**
   * @param context the request's context
   * @param begun the progress before the first step
   */
  public ProgressStream(Context context, JsonNode begun) {
    this.context = context;
    this.last = begun;
  }

  /** A step was made. Any thread. */
  public void progress(JsonNode progress) {
    context.runOnContext(
        v -> {
          last = progress;
          tell();
        });
  }

  private void tell() {
    HttpServerResponse response = open;
    if (response != null && !response.closed() && !response.writeQueueFull()) {
      response.write(line("progress", last));
    }
  }

  /**
   * Writes the answer. On the context.
   *
   * @param report the end of the work
   * @param gone called if the client disconnects
   */
  public Future<Void> write(
      HttpServerResponse response, Future<? extends JsonNode> report, Runnable gone) {
    open = response;
    response.setChunked(true);
    response.closeHandler(
        closed -> {
          if (open != null) {
            gone.run();
          }
        });
    tell();
    long repeat = context.owner().setPeriodic(REPEAT_MILLIS, id -> tell());
    return Future.fromCompletionStage(
            report.<JsonNode>map(done -> done).toCompletionStage(), context)
        .onComplete(
            done -> {
              open = null;
              context.owner().cancelTimer(repeat);
            })
        .compose(finished -> response.end(line("report", finished)));
  }

  private static String line(String name, JsonNode content) {
    return JsonNodeFactory.instance.objectNode().<ObjectNode>set(name, content) + "\n";
  }
}
