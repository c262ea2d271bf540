package io.flagpost.plugin.clonedactivation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an activation.
 *
 * @param users who used it within the window
 * @param memory its records that later ones are compared with
 */
record ActivationState(Users users, Memory memory) {
  /** Changes with the encoding, or with what is remembered. */
  static final String VERSION = "1";

  static final ActivationState NEW = new ActivationState(Users.NONE, Memory.EMPTY);

  private static final int NUMBERED = 1;
  private static final int TIMED = 2;
  private static final int HAS_FIRST = 1;
  private static final int HAS_HIGHEST = 2;
  private static final int HAS_UNTIMED = 4;
  private static final int FIRST_IS_HIGHEST = 8;
  private static final int MOST_OF_SIGHTING = 6 * Long.BYTES;
  private static final int MOST_OF_ADDRESS = 1 + 3 * Sighting.MOST_ADDRESS;

  /** How many bytes it takes at most. */
  static final int MOST_BYTES =
      Users.MOST_BYTES
          + Memory.MOST * (MOST_OF_SIGHTING + MOST_OF_ADDRESS)
          + (Window.SPANS + 1) * (1 + Long.BYTES)
          + 3
          + Long.BYTES;

  byte[] encoded() {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
    users.putInto(bytes);
    Map<String, Integer> addresses = addresses();
    bytes.put((byte) addresses.size());
    for (String each : addresses.keySet()) {
      byte[] text = each.getBytes(StandardCharsets.UTF_8);
      bytes.put((byte) text.length).put(text);
    }
    Consumer<@Nullable Sighting> putting =
        one -> {
          if (one != null) {
            put(bytes, one, addresses.getOrDefault(one.address(), 0));
          }
        };
    bytes.putLong(memory.numberedAt());
    bytes.put((byte) memory.recent().size());
    memory.recent().forEach(putting);
    bytes.put((byte) memory.spans().size());
    for (Span each : memory.spans()) {
      boolean single = Objects.equals(each.first(), each.highest());
      bytes.putLong(each.number());
      bytes.put(
          (byte)
              ((each.first() == null ? 0 : HAS_FIRST)
                  | (each.highest() == null || single ? 0 : HAS_HIGHEST)
                  | (each.untimed() == null ? 0 : HAS_UNTIMED)
                  | (single ? FIRST_IS_HIGHEST : 0)));
      putting.accept(each.first());
      putting.accept(single ? null : each.highest());
      putting.accept(each.untimed());
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  static ActivationState decoded(byte[] encoded) {
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    Users users = Users.from(bytes);
    List<String> addresses = new ArrayList<>();
    for (int left = bytes.get(); left > 0; left--) {
      byte[] text = new byte[bytes.get() & 0xff];
      bytes.get(text);
      addresses.add(new String(text, StandardCharsets.UTF_8));
    }
    long numberedAt = bytes.getLong();
    List<Sighting> recent = new ArrayList<>();
    for (int left = bytes.get(); left > 0; left--) {
      recent.add(sighting(bytes, addresses));
    }
    List<Span> spans = new ArrayList<>();
    for (int left = bytes.get(); left > 0; left--) {
      long number = bytes.getLong();
      int has = bytes.get();
      Sighting first = (has & HAS_FIRST) == 0 ? null : sighting(bytes, addresses);
      Sighting highest =
          (has & FIRST_IS_HIGHEST) != 0
              ? first
              : (has & HAS_HIGHEST) == 0 ? null : sighting(bytes, addresses);
      Sighting untimed = (has & HAS_UNTIMED) == 0 ? null : sighting(bytes, addresses);
      spans.add(new Span(number, first, highest, untimed));
    }
    if (bytes.hasRemaining() || recent.size() > Memory.RECENT) {
      throw new IllegalArgumentException("too much");
    }
    return new ActivationState(users, Memory.of(recent, spans, numberedAt));
  }

  /** The addresses of all that is kept, numbered in the order in which they come. */
  private Map<String, Integer> addresses() {
    Map<String, Integer> addresses = new LinkedHashMap<>();
    Consumer<Sighting> adding = one -> addresses.putIfAbsent(one.address(), addresses.size());
    memory.recent().forEach(adding);
    memory.spans().forEach(span -> span.sightings().forEach(adding));
    return addresses;
  }

  private static void put(ByteBuffer bytes, Sighting one, int address) {
    bytes.putLong(one.idHigh()).putLong(one.idLow()).putLong(one.receivedAt());
    bytes.put((byte) ((one.numbered() ? NUMBERED : 0) | (one.timed() ? TIMED : 0)));
    if (one.numbered()) {
      bytes.putLong(one.number());
    }
    if (one.timed()) {
      bytes.putLong(one.seconds()).putInt(one.nanos());
    }
    bytes.put((byte) address);
  }

  private static Sighting sighting(ByteBuffer bytes, List<String> addresses) {
    long idHigh = bytes.getLong();
    long idLow = bytes.getLong();
    long receivedAt = bytes.getLong();
    int has = bytes.get();
    boolean numbered = (has & NUMBERED) != 0;
    boolean timed = (has & TIMED) != 0;
    return new Sighting(
        idHigh,
        idLow,
        receivedAt,
        numbered,
        numbered ? bytes.getLong() : 0,
        timed,
        timed ? bytes.getLong() : 0,
        timed ? bytes.getInt() : 0,
        addresses.get(bytes.get()));
  }
}
