package io.flagpost.platform.web.admission;

import io.flagpost.platform.web.admission.AdmissionControl.Cause;
import io.flagpost.platform.web.admission.AdmissionControl.Decision;
import io.flagpost.platform.web.connections.Connections;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Admits the requests of one event loop, in the order of their arrival, and cuts off those whose
 * body does not arrive in time. Used on that event loop only, except for meters.
 */
public final class LoopAdmission {
  private static final long NONE = Long.MIN_VALUE;

  private final AdmissionControl control;
  private final LongSupplier nanoTime;
  private final ArrivingRequests arriving;
  private final Set<Permit> waiting =
      new LinkedHashSet<>(); // in the order in which they entered it
  private volatile long oldestSince = NONE;

  LoopAdmission(
      AdmissionControl control,
      Function<HttpServerRequest, String> senders,
      LongSupplier nanoTime) {
    this.control = control;
    this.nanoTime = nanoTime;
    this.arriving = new ArrivingRequests(control, senders);
  }

  /**
   * Admits a request with a body.
   *
   * @return its permit, to be closed when its answer was handed to the connection, or why it is
   *     refused
   */
  public Decision tryEnter(HttpServerRequest request) {
    Decision decision = control.beginReading(new Permit(request, false));
    if (decision instanceof Permit permit) {
      arriving.add(permit);
      permit.take(RequestHeads.bytes(request));
    }
    return decision;
  }

  private void cutOff(Permit slow) {
    control.refuse(Cause.CUT_OFF);
    Connections.cut(slow.request);
    slow.close();
  }

  /** Admits a request without a body: it counts, but never waits. */
  public Decision tryEnterWithoutBody(HttpServerRequest request) {
    return control.enter(new Permit(request, true));
  }

  /** Counts an admitted request that got no permit for its signature. */
  public void refusedForSignature() {
    control.refuse(Cause.SIGNING);
  }

  /** Cuts off every request whose body has been arriving for longer than this. */
  public void cutSlowBodies(Duration limit) {
    long now = nanoTime.getAsLong();
    List<Permit> late = new ArrayList<>();
    for (Permit permit : arriving) {
      if (now - permit.since <= limit.toNanos()) {
        break;
      }
      late.add(permit);
    }
    late.forEach(this::cutOff);
  }

  /** How long the oldest waiting request has been waiting. Any thread. */
  long oldestWaitNanos(long now) {
    long since = oldestSince;
    return since == NONE ? 0 : now - since;
  }

  private void publishOldest() {
    oldestSince = waiting.isEmpty() ? NONE : waiting.iterator().next().since;
  }

  /** An admitted request. */
  public final class Permit implements Decision, AutoCloseable {
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
     * Reserves so many more bytes. While its body is arriving, other arriving requests may be cut
     * off for it.
     *
     * @return this permit, or why there are no more bytes for it
     */
    public Decision take(int more) {
      if (closed) {
        return Cause.CUT_OFF;
      }
      if (arriving.contains(this)) {
        bytes += more;
        arriving.grow(this, more);
        for (Permit slow = arriving.tooSlow(this); slow != null; slow = arriving.tooSlow(this)) {
          cutOff(slow);
        }
        return this;
      }
      Decision decision = control.take(this, more);
      if (decision == this) {
        bytes += more;
      }
      return decision;
    }

    /**
     * Its body is complete: from now on the client waits for the gateway, not the other way round.
     *
     * @return this permit, or why it is not admitted any more
     */
    public Decision bodyRead() {
      if (!arriving.remove(this)) {
        return closed ? Cause.CUT_OFF : this;
      }
      Decision decision = control.take(this, bytes);
      if (decision != this) {
        bytes = 0;
        return decision;
      }
      decision = control.count(this);
      counted = decision == this;
      if (counted) {
        since = nanoTime.getAsLong();
        waiting.add(this);
        if (oldestSince == NONE) {
          publishOldest();
        }
      }
      return decision;
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
      if (arriving.remove(this)) {
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
