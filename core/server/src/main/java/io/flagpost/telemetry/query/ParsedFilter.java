package io.flagpost.telemetry.query;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What became of a reader's parameters. */
public sealed interface ParsedFilter {

  /** Handles both cases. */
  <T> T fold(Function<ReadFilter, T> onValid, Function<Map<String, List<String>>, T> onInvalid);

  /** Every parameter makes sense. */
  record Valid(ReadFilter filter) implements ParsedFilter {
    @Override
    public <T> T fold(
        Function<ReadFilter, T> onValid, Function<Map<String, List<String>>, T> onInvalid) {
      return onValid.apply(filter);
    }
  }

  /**
   * Some do not.
   *
   * @param errors the messages by parameter
   */
  record Invalid(Map<String, List<String>> errors) implements ParsedFilter {
    public Invalid {
      errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
    }

    @Override
    public <T> T fold(
        Function<ReadFilter, T> onValid, Function<Map<String, List<String>>, T> onInvalid) {
      return onInvalid.apply(errors);
    }
  }
}
