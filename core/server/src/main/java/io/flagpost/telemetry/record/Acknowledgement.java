package io.flagpost.telemetry.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sender is told, but for time stamp, nonce and signature.
 *
 * @param code the code of the envelope
 * @param errors the format errors by field, in the order of the rules; empty if there are none
 */
public record Acknowledgement(int code, Map<String, List<String>> errors) {

  public Acknowledgement {
    errors = errors.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(errors));
  }
}
