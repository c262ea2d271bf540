package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.Flag;
import java.util.Objects;

/**
 * A flag and where it came from.
 *
 * @param code the flag's public code: prefixed with the plugin's id and a slash, unless the plugin
 *     is built in
 * @param checkId the check that raised it
 * @param flag the flag as raised
 */
public record Finding(String code, String checkId, Flag flag) {

  public Finding {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(checkId, "checkId");
    Objects.requireNonNull(flag, "flag");
  }
}
