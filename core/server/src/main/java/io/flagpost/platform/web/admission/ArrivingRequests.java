package io.flagpost.platform.web.admission;

import io.flagpost.platform.web.admission.LoopAdmission.Permit;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The arriving requests of one event loop: those whose body is incomplete. Decides which of them is
 * cut off when they are too many or hold too much: the one that began first has had the most time.
 * A sender with more than its share gives up its own; only without such a sender do others. Used on
 * its event loop.
 */
final class ArrivingRequests implements Iterable<Permit> {
  /**
   * One sender may have this fraction of the capacity (one in so many) before it gives up its own.
   */
  private static final int SHARES = 4;

  /** The arriving requests of one sender. */
  private static final class Sender {
    private final Set<Permit> permits = new LinkedHashSet<>();
    private long bytes;
  }

  private final AdmissionControl control;
  private final Function<HttpServerRequest, String> senders;
  private final Map<Permit, String> permits = new LinkedHashMap<>();
  private final Map<String, Sender> bySender = new HashMap<>();
  private long bytes;

  /**
   * @param senders tells who sent a request
   */
  ArrivingRequests(AdmissionControl control, Function<HttpServerRequest, String> senders) {
    this.control = control;
    this.senders = senders;
  }

  void add(Permit permit) {
    String name = senders.apply(permit.request());
    permits.put(permit, name);
    bySender.computeIfAbsent(name, first -> new Sender()).permits.add(permit);
  }

  boolean contains(Permit permit) {
    return permits.containsKey(permit);
  }

  /** Counts bytes that one of them has received. */
  void grow(Permit permit, int more) {
    control.read(more);
    bytes += more;
    sender(permit).bytes += more;
  }

  /**
   * One that has to be cut off for another; null if there is capacity.
   *
   * @param kept the request that needs capacity; never chosen itself
   */
  @Nullable Permit tooSlow(Permit kept) {
    if (control.reading() <= control.mostArriving() && bytes <= control.arrivingBytes()) {
      return null;
    }
    Sender own = sender(kept);
    boolean tooMuch =
        own.permits.size() > control.mostArriving() / SHARES
            || own.bytes > control.arrivingBytes() / SHARES;
    Permit first = tooMuch ? firstBut(kept, own.permits) : null;
    return first == null ? firstBut(kept, permits.keySet()) : first;
  }

  /** Whether it was among them. */
  boolean remove(Permit permit) {
    String name = permits.remove(permit);
    if (name == null) {
      return false;
    }
    Sender sender = bySender.get(name);
    if (sender != null) {
      sender.permits.remove(permit);
      sender.bytes -= permit.bytes();
      if (sender.permits.isEmpty()) {
        bySender.remove(name);
      }
    }
    bytes -= permit.bytes();
    control.endReading(permit.bytes());
    return true;
  }

  @Override
  public Iterator<Permit> iterator() {
    return permits.keySet().iterator();
  }

  private Sender sender(Permit permit) {
    String name = permits.get(permit);
    Sender sender = name == null ? null : bySender.get(name);
    if (sender == null) {
      throw new IllegalStateException("not arriving");
    }
    return sender;
  }

  private static @Nullable Permit firstBut(Permit kept, Set<Permit> among) {
    for (Permit permit : among) {
      if (permit != kept) {
        return permit;
      }
    }
    return null;
  }
}
