package io.flagpost.platform.web;

import io.flagpost.platform.web.LoopAdmission.Permit;
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
 * The requests of one event loop whose bodies are on their way, and which of them has to make room
 * where they are too many or hold too much: who began first has had the most time. Whoever has more
 * than its share makes room for itself; only where nobody has do others. Used on its event loop.
 */
final class OnTheirWay implements Iterable<Permit> {
  /** Of the room there is, one in so many is for one sender before others have to make way. */
  private static final int SHARES = 4;

  /** What one sender has on its way. */
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
   * @param senders tells whose a request is
   */
  OnTheirWay(AdmissionControl control, Function<HttpServerRequest, String> senders) {
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

  /** Counts what has come of one of them. */
  void grow(Permit permit, int more) {
    control.read(more);
    bytes += more;
    sender(permit).bytes += more;
  }

  /**
   * One that has to make room for another; null if there is room.
   *
   * @param kept for which there must be room; it never makes any itself
   */
  @Nullable Permit tooSlow(Permit kept) {
    if (control.reading() <= control.mostOnTheirWay() && bytes <= control.bytesOnTheirWay()) {
      return null;
    }
    Sender own = sender(kept);
    boolean tooMuch =
        own.permits.size() > control.mostOnTheirWay() / SHARES
            || own.bytes > control.bytesOnTheirWay() / SHARES;
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
      throw new IllegalStateException("not on its way");
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
