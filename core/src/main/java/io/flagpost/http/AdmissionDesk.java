package io.flagpost.http;

import io.flagpost.http.Admission.Cause;
import io.flagpost.web.Connections;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in on one event loop, in the order in which they come, and cuts off those whose
 * body does not. Used on that event loop only, but for what is measured.
 */
final class AdmissionDesk {
  private static final long NONE = Long.MIN_VALUE;

  private final Admission admission;
  private final LongSupplier nanoTime;
  // In the order in which they entered them.
  private final Set<Place> reading = new LinkedHashSet<>();
  private final Set<Place> waiting = new LinkedHashSet<>();
  private volatile long oldestSince = NONE;
  private final LongAdder slowBodies = new LongAdder();

  AdmissionDesk(Admission admission, LongSupplier nanoTime) {
    this.admission = admission;
    this.nanoTime = nanoTime;
  }

  /**
   * Lets a request in that brings a body.
   *
   * @return its place, to be closed when its answer is on its way; null if there is none
   */
  @Nullable Place tryEnter(HttpServerRequest request) {
    if (admission.beginReading() != null) {
      return null;
    }
    Place place = new Place(request, false);
    reading.add(place);
    if (admission.isReadingTooMany()) {
      cutSlowest();
    }
    return place;
  }

  /** Makes room for a newcomer: who began first has had the most time to bring a body. */
  private void cutSlowest() {
    Place slowest = reading.iterator().next();
    slowBodies.increment();
    Connections.cut(slowest.request);
    slowest.close();
  }

  /** Lets in a request without a body: it counts, but nobody waits for it, nor it in a queue. */
  @Nullable Place tryEnterWithoutBody(HttpServerRequest request) {
    return admission.enter() == null ? new Place(request, true) : null;
  }

  /** Counts a request that was let in and found no room for its signature. */
  void refusedForSignature() {
    admission.refuse(Cause.SIGNING);
  }

  /** Cuts off every request whose body has been on its way for longer than this. */
  void cutSlowBodies(Duration limit) {
    long now = nanoTime.getAsLong();
    List<Place> late = new ArrayList<>();
    for (Place place : reading) {
      if (now - place.since <= limit.toNanos()) {
        break;
      }
      late.add(place);
    }
    slowBodies.add(late.size());
    late.forEach(place -> Connections.cut(place.request));
  }

  /** For how long the oldest of those that wait has been waiting. Any thread. */
  long oldestWaitNanos(long now) {
    long since = oldestSince;
    return since == NONE ? 0 : now - since;
  }

  /** Requests cut off so far. Any thread. */
  long slowBodies() {
    return slowBodies.sum();
  }

  private void publishOldest() {
    oldestSince = waiting.isEmpty() ? NONE : waiting.iterator().next().since;
  }

  /** A request that was let in. */
  final class Place implements AutoCloseable {
    private final HttpServerRequest request;
    private long since = nanoTime.getAsLong();
    private long bytes;
    private boolean counted;
    private boolean closed;

    private Place(HttpServerRequest request, boolean counted) {
      this.request = request;
      this.counted = counted;
    }

    /** Takes room for that many bytes more; false if there is none. */
    boolean take(int more) {
      if (!admission.take(more)) {
        return false;
      }
      bytes += more;
      return true;
    }

    /**
     * Its body is here: from now on it waits for us, and not we for it.
     *
     * @return whether there is room for it
     */
    boolean bodyRead() {
      if (!reading.remove(this)) {
        return !closed;
      }
      admission.endReading();
      counted = admission.count() == null;
      if (counted) {
        since = nanoTime.getAsLong();
        waiting.add(this);
        if (oldestSince == NONE) {
          publishOldest();
        }
      }
      return counted;
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      if (reading.remove(this)) {
        admission.endReading();
      }
      if (waiting.remove(this) && since == oldestSince) {
        publishOldest();
      }
      if (counted) {
        admission.leave();
      }
      admission.giveBack(bytes);
    }
  }
}
