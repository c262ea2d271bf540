package io.flagpost.platform.web;

import io.flagpost.platform.web.AdmissionDesk.Place;
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
final class OnTheirWay implements Iterable<Place> {
  /** Of the room there is, one in so many is for one sender before others have to make way. */
  private static final int SHARES = 4;

  /** What one sender has on its way. */
  private static final class Sender {
    private final Set<Place> places = new LinkedHashSet<>();
    private long bytes;
  }

  private final AdmissionControl control;
  private final Function<HttpServerRequest, String> senders;
  private final Map<Place, String> places = new LinkedHashMap<>();
  private final Map<String, Sender> bySender = new HashMap<>();
  private long bytes;

  /**
   * @param senders tells whose a request is
   */
  OnTheirWay(AdmissionControl control, Function<HttpServerRequest, String> senders) {
    this.control = control;
    this.senders = senders;
  }

  void add(Place place) {
    String name = senders.apply(place.request());
    places.put(place, name);
    bySender.computeIfAbsent(name, first -> new Sender()).places.add(place);
  }

  boolean contains(Place place) {
    return places.containsKey(place);
  }

  /** Counts what has come of one of them. */
  void grow(Place place, int more) {
    control.read(more);
    bytes += more;
    sender(place).bytes += more;
  }

  /**
   * One that has to make room for another; null if there is room.
   *
   * @param kept for which there must be room; it never makes any itself
   */
  @Nullable Place tooSlow(Place kept) {
    if (control.reading() <= control.mostOnTheirWay() && bytes <= control.bytesOnTheirWay()) {
      return null;
    }
    Sender own = sender(kept);
    boolean tooMuch =
        own.places.size() > control.mostOnTheirWay() / SHARES
            || own.bytes > control.bytesOnTheirWay() / SHARES;
    Place first = tooMuch ? firstBut(kept, own.places) : null;
    return first == null ? firstBut(kept, places.keySet()) : first;
  }

  /** Whether it was among them. */
  boolean remove(Place place) {
    String name = places.remove(place);
    if (name == null) {
      return false;
    }
    Sender sender = bySender.get(name);
    if (sender != null) {
      sender.places.remove(place);
      sender.bytes -= place.bytes();
      if (sender.places.isEmpty()) {
        bySender.remove(name);
      }
    }
    bytes -= place.bytes();
    control.endReading(place.bytes());
    return true;
  }

  @Override
  public Iterator<Place> iterator() {
    return places.keySet().iterator();
  }

  private Sender sender(Place place) {
    String name = places.get(place);
    Sender sender = name == null ? null : bySender.get(name);
    if (sender == null) {
      throw new IllegalStateException("not on its way");
    }
    return sender;
  }

  private static @Nullable Place firstBut(Place kept, Set<Place> among) {
    for (Place place : among) {
      if (place != kept) {
        return place;
      }
    }
    return null;
  }
}
