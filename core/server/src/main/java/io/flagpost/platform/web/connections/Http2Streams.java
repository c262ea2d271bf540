package io.flagpost.platform.web.connections;

import io.flagpost.platform.web.connections.ConnectionCounts.Cause;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one HTTP/2 connection: what the heads of those that have not ended take together,
 * and how long each has waited for its client. On the connection's event loop.
 */
final class Http2Streams {
  /** The heads of all streams together, each field as HPACK counts it. */
  static final int MOST_HEADER_BYTES = 512 * 1024;

  private final Http2ConnectionHandler http2;
  private final Http2Connection connection;
  private final Http2Connection.PropertyKey key;
  private final ConnectionLimits limits;
  private long headerBytes;

  Http2Streams(Http2ConnectionHandler http2, ConnectionLimits limits) {
    this.http2 = http2;
    this.connection = http2.connection();
    this.key = connection.newKey();
    this.limits = limits;
  }

  /** Streams that have not ended on both sides. */
  int count() {
    return connection.numActiveStreams();
  }

  /** The same, as they are now. */
  List<Http2Stream> active() {
    List<Http2Stream> streams = new ArrayList<>(connection.numActiveStreams());
    try {
      connection.forEachActiveStream(streams::add);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e); // of the visitor, which throws none
    }
    return streams;
  }

  /** Whether there are streams, and all of them wait for their client. */
  boolean isWaitingForClient() {
    return count() > 0
        && connection.remote().numActiveStreams() > 0
        && active().stream().allMatch(stream -> stream.state().remoteSideOpen());
  }

  /** Notes that a part of a stream's body has come. */
  void heard(int streamId, long now) {
    track(connection.stream(streamId), now).heard = now;
  }

  /** Adds a stream's head; whether there was room for it. */
  boolean takeHead(int streamId, int bytes, long now) {
    Track track = track(connection.stream(streamId), now);
    if (headerBytes + bytes > MOST_HEADER_BYTES) {
      return false;
    }
    track.bytes += bytes;
    headerBytes += bytes;
    return true;
  }

  /** Gives back what the head of a stream took that has ended. */
  void ended(Http2Stream stream) {
    Track known = stream.getProperty(key);
    if (known != null) {
      headerBytes -= known.bytes;
      known.bytes = 0;
    }
  }

  /** What a stream has waited for too long; null if it has not. */
  @Nullable Cause overdue(Http2Stream stream, long now) {
    return track(stream, now).overdue(stream, now);
  }

  private Track track(Http2Stream stream, long now) {
    Track known = stream.getProperty(key);
    if (known == null) {
      known = new Track(now);
      stream.setProperty(key, known);
    }
    return known;
  }

  /** The state of one stream. */
  private final class Track {
    private long bytes;
    private long heard;
    private int window;
    private long taken;

    Track(long now) {
      heard = now;
      taken = now;
    }

    @Nullable Cause overdue(Http2Stream stream, long now) {
      if (stream.state().remoteSideOpen()) {
        boolean ours = http2.decoder().flowController().unconsumedBytes(stream) > 0;
        if (ours) {
          heard = now; // it may not send before we take what it sent
        } else if (now - heard > limits.requestTimeout().toNanos()) {
          return Cause.STREAM;
        }
      }
      int open = http2.encoder().flowController().windowSize(stream);
      if (open != window || !http2.encoder().flowController().hasFlowControlled(stream)) {
        window = open;
        taken = now;
      }
      return now - taken > limits.idleTimeout().toNanos() ? Cause.UNREAD : null;
    }
  }
}
