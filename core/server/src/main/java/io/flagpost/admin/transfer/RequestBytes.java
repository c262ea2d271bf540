package io.flagpost.admin.transfer;

import io.flagpost.admin.api.Problem;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.platform.web.framing.UnreadableBodyException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's body for a blocking thread: the event loop fills a bounded queue, and pauses the
 * client while it is full.
 *
 * <p>{@link #read} belongs to the reading thread, everything else to the request's event loop.
 */
final class RequestBytes extends InputStream {
  private final Context context;
  private final HttpServerRequest request;
  private final int capacity;
  private final Duration patience;

  // Guarded by this
  private final Deque<Buffer> queue = new ArrayDeque<>();
  private int position;
  private int waiting;
  private long taken;
  private boolean paused;
  private boolean ended;
  private @Nullable Throwable broken;

  RequestBytes(Vertx vertx, HttpServerRequest request, int capacity, Duration patience) {
    this.context = vertx.getOrCreateContext();
    this.request = request;
    this.capacity = capacity;
    this.patience = patience;
    request.handler(this::chunk).endHandler(this::end).exceptionHandler(this::broken);
    request.response().closeHandler(closed -> broken(new ClientGoneException(null)));
    if (LimitedBodies.isBroken(request)) {
      broken = malformed();
    }
  }

  /** Lets the client send. */
  void start() {
    request.resume();
  }

  private synchronized void chunk(Buffer chunk) {
    queue.add(chunk);
    waiting += chunk.length();
    if (!paused && waiting >= capacity) {
      paused = true;
      request.pause();
    }
    notifyAll();
  }

  private synchronized void end(Void ignored) {
    ended = true;
    notifyAll();
  }

  private synchronized void broken(Throwable cause) {
    if (broken == null) {
      broken = cause instanceof UnreadableBodyException ? malformed() : cause;
    }
    notifyAll();
  }

  /** Whether the client has disconnected, so that nobody would receive an answer. */
  synchronized boolean isBroken() {
    return broken != null;
  }

  /** How many bytes were read. */
  synchronized long taken() {
    return taken;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    awaitBytes();
    Buffer head = queue.peek();
    if (head == null) {
      return -1;
    }
    int count = Math.min(length, head.length() - position);
    head.getBytes(position, position + count, target, offset);
    position += count;
    taken += count;
    waiting -= count;
    if (position == head.length()) {
      queue.remove();
      position = 0;
    }
    if (paused && waiting <= capacity / 2) {
      paused = false;
      context.runOnContext(v -> request.resume());
    }
    return count;
  }

  private synchronized void awaitBytes() throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (queue.isEmpty() && !ended && broken == null) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new RefusedContentException(stalled());
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("The gateway is stopping");
      }
    }
    if (broken instanceof RefusedContentException refused) {
      throw refused;
    }
    if (broken != null) {
      throw new ClientGoneException(broken);
    }
  }

  /** The client has disconnected and would not receive an answer. */
  static final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(@Nullable Throwable cause) {
      super("The client disconnected", cause);
    }
  }

  private static RefusedContentException malformed() {
    return new RefusedContentException(
        new Problem(
            400,
            "malformed",
            "Malformed request",
            "The content is interrupted by data that is not HTTP",
            List.of(),
            Map.of()));
  }

  private static Problem stalled() {
    return new Problem(
        408, "timeout", "Too slow", "The content stopped arriving", List.of(), Map.of());
  }
}
