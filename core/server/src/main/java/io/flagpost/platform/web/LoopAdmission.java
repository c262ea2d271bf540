package io.flagpost.platform.web;

import io.flagpost.platform.web.AdmissionControl.Cause;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in on one event loop, in the order in which they come, and cuts off those whose
 * body does not. Used on that event loop only, but for what is measured.
 */
public final class LoopAdmission {
  private static final long NONE = Long.MIN_VALUE;

  private final AdmissionControl control;
  private final LongSupplier nanoTime;
  private final OnTheirWay reading;
  private final Set<Permit> waiting =
      new LinkedHashSet<>(); // in the order in which they entered it
  private volatile long oldestSince = NONE;
  private final LongAdder slowBodies = new LongAdder();

  LoopAdmission(
      AdmissionControl control,
      Function<HttpServerRequest, String> senders,
      LongSupplier nanoTime) {
    this.control = control;
    this.nanoTime = nanoTime;
    this.reading = new OnTheirWay(control, senders);
  }

  /**
   * Lets a request in that brings a body.
   *
   * @return its permit, to be closed when its answer is on its way; null if there is none
   */
  public @Nullable Permit tryEnter(HttpServerRequest request) {
    if (control.beginReading() != null) {
      return null;
    }
    Permit permit = new Permit(request, false);
    reading.add(permit);
    permit.take(RequestHeads.bytes(request));
    return permit;
  }

  private void cutOff(Permit slow) {
    slowBodies.increment();
    Connections.cut(slow.request);
    slow.close();
  }

  /** Lets in a request without a body: it counts, but nobody waits for it, nor it in a queue. */
  public @Nullable Permit tryEnterWithoutBody(HttpServerRequest request) {
    return control.enter() == null ? new Permit(request, true) : null;
  }

  /** Counts a request that was let in and found no room for its signature. */
  public void refusedForSignature() {
    control.refuse(Cause.SIGNING);
  }

  /** Cuts off every request whose body has been on its way for longer than this. */
  public void cutSlowBodies(Duration limit) {
    long now = nanoTime.getAsLong();
    List<Permit> late = new ArrayList<>();
    for (Permit permit : reading) {
      if (now - permit.since <= limit.toNanos()) {
        break;
      }
      late.add(permit);
    }
    late.forEach(this::cutOff);
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
  public final class Permit implements AutoCloseable {
    private final HttpServerRequest request;
    private long since = nanoTime.getAsLong();
    private long bytes;
    private boolean counted;
    private boolean closed;

    private Permit(HttpServerRequest request, boolean counted) {
      this.request = request;
      this.counted = counted;
    }

    /**
     * Takes room for that many bytes more; false if there is none. As long as its body is on its
     * way, others whose bodies are, too, make room for it.
     */
    public boolean take(int more) {
      if (closed) {
        return false;
      }
      if (reading.contains(this)) {
        bytes += more;
        reading.grow(this, more);
        for (Permit slow = reading.tooSlow(this); slow != null; slow = reading.tooSlow(this)) {
          cutOff(slow);
        }
        return true;
      }
      if (!control.take(more)) {
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
    public boolean bodyRead() {
      if (!reading.remove(this)) {
        return !closed;
      }
      if (!control.take(bytes)) {
        bytes = 0;
        return false;
      }
      counted = control.count() == null;
      if (counted) {
        since = nanoTime.getAsLong();
        waiting.add(this);
        if (oldestSince == NONE) {
          publishOldest();
        }
      }
      return counted;
    }

    HttpServerRequest request() {
      return request;
    }

    long bytes() {
      return bytes;
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      if (reading.remove(this)) {
        return;
      }
      if (waiting.remove(this) && since == oldestSince) {
        publishOldest();
      }
      if (counted) {
        control.leave();
      }
      control.giveBack(bytes);
    }
  }
}
