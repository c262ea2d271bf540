package io.flagpost.platform.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Log events as JSON that is harmless on a terminal as well. */
public final class HarmlessJsonEncoder extends JsonEncoder {

  @Override
  public byte[] encode(ILoggingEvent event) {
    return HarmlessText.lines(new String(super.encode(event), UTF_8)).getBytes(UTF_8);
  }
}
