package io.flagpost.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer as it came over the wire.
 *
 * @param status the status code
 * @param headers the headers, their names in any case; of a repeated one, the last
 * @param body the body's bytes
 */
@SuppressWarnings("ArrayRecordComponent") // looked at, never compared
public record Answer(int status, Map<String, String> headers, byte[] body) {

  public @Nullable String header(String name) {
    return headers.get(name);
  }

  public String text() {
    return new String(body, UTF_8);
  }

  @Override
  public String toString() {
    return status + " " + headers + " " + text();
  }
}
