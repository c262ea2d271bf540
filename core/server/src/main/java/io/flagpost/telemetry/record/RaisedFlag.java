package io.flagpost.telemetry.record;

import io.flagpost.plugin.host.Finding;
import java.util.Locale;
import java.util.Map;

/**
 * A red flag that a check raised on a record.
 *
 * @param code stable lower snake case; with the plugin's id before a slash for a vendor's own
 * @param checkId the id of the check that raised it; the gateway itself answers to {@code "core"}
 * @param severity {@code low}, {@code medium} or {@code high}; informative only
 * @param explanation one short sentence for an analyst
 * @param evidence what the check saw
 */
public record RaisedFlag(
    String code,
    String checkId,
    String severity,
    String explanation,
    Map<String, String> evidence) {

  public RaisedFlag {
    evidence = Map.copyOf(evidence);
  }

  /** A flag that a plugin's check raised. */
  public static RaisedFlag of(Finding finding) {
    return new RaisedFlag(
        finding.code(),
        finding.checkId(),
        finding.flag().severity().name().toLowerCase(Locale.ROOT),
        finding.flag().explanation(),
        finding.flag().evidence());
  }
}
