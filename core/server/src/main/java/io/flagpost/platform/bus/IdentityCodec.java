package io.flagpost.platform.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import java.util.Objects;

/**
 * Hands an immutable message over the local event bus as it is: no copy, no serialization. It
 * refuses to put one on the wire, so such messages go with {@code
 * DeliveryOptions.setLocalOnly(true)}.
 *
 * @param <T> the message, a record of immutable values
 */
public final class IdentityCodec<T extends Record> implements MessageCodec<T, T> {
  private final String name;

  IdentityCodec(Class<T> type) {
    this.name = "identity:" + type.getName();
  }

  /**
   * Makes {@code type} deliverable on this bus; once per Vert.x instance, when the gateway is put
   * together.
   *
   * @throws IllegalStateException if it is registered already
   */
  public static <T extends Record> void register(EventBus bus, Class<T> type) {
    bus.registerDefaultCodec(Objects.requireNonNull(type), new IdentityCodec<>(type));
  }

  @Override
  public T transform(T message) {
    return message;
  }

  @Override
  public void encodeToWire(Buffer buffer, T message) {
    throw staysHere();
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    throw staysHere();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }

  private UnsupportedOperationException staysHere() {
    return new UnsupportedOperationException(name + " is for messages within one node");
  }
}
