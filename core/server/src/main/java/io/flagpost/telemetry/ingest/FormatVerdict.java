package io.flagpost.telemetry.ingest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the format rules say of a request.
 *
 * @param errors the messages by field name, in the order of the rules; empty if every rule holds
 * @param productId the existing product that the request names, or null
 */
public record FormatVerdict(Map<String, List<String>> errors, @Nullable Long productId) {

  public FormatVerdict {
    errors = errors.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(errors));
  }

  /** Whether every rule holds. */
  public boolean correct() {
    return errors.isEmpty();
  }
}
