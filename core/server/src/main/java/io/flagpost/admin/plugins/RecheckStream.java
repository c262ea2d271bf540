package io.flagpost.admin.plugins;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.verdicts.RecheckProgress;
import io.flagpost.verdicts.RecheckReport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * The streamed answer to one re-check: a line of JSON with its progress at once, then after each
 * step as far as the client keeps up, and at least every few seconds; the report at the end. A
 * client that disconnects cancels the re-check.
 */
final class RecheckStream {
  static final String MEDIA_TYPE = "application/x-ndjson";

  private static final long REPEAT_MILLIS = 2_000;

  private final Context context;

  // Used on the context only; null before and after the answer.
  private @Nullable HttpServerResponse open;
  private RecheckProgress last = new RecheckProgress(0, null);

  /**
   * @param context the request's context
   */
  RecheckStream(Context context) {
    this.context = context;
  }

  /** Any thread. */
  void progress(RecheckProgress progress) {
    context.runOnContext(
        v -> {
          last = progress;
          tell();
        });
  }

  private void tell() {
    HttpServerResponse response = open;
    if (response != null && !response.closed() && !response.writeQueueFull()) {
      response.write(line("progress", VerdictJson.of(last)));
    }
  }

  /**
   * Writes the answer. On the context.
   *
   * @param gone called if the client disconnects
   */
  Future<Void> write(HttpServerResponse response, Future<RecheckReport> report, Runnable gone) {
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
    return Future.fromCompletionStage(report.toCompletionStage(), context)
        .onComplete(
            done -> {
              open = null;
              context.owner().cancelTimer(repeat);
            })
        .compose(finished -> response.end(line("report", VerdictJson.of(finished))));
  }

  private static String line(String name, ObjectNode content) {
    return JsonNodeFactory.instance.objectNode().<ObjectNode>set(name, content) + "\n";
  }
}
