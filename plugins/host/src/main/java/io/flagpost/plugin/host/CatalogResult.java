package io.flagpost.plugin.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The catalog's result for one record.
 *
 * @param findings the flags, in the catalog's order
 * @param pending ids of the checks that gave no answer, in the catalog's order
 * @param undecided those of them that reported that they cannot decide now, and after what time to
 *     ask again
 */
public record CatalogResult(
    List<Finding> findings, List<String> pending, Map<String, Duration> undecided) {

  /** No findings, nothing pending. */
  public static final CatalogResult CLEAR = new CatalogResult(List.of(), List.of());

  public CatalogResult {
    findings = List.copyOf(findings);
    pending = List.copyOf(pending);
    undecided = Map.copyOf(undecided);
  }

  /** A result in which no check reported that it cannot decide now. */
  public CatalogResult(List<Finding> findings, List<String> pending) {
    this(findings, pending, Map.of());
  }

  /** This result and that of other checks. */
  public CatalogResult and(CatalogResult other) {
    List<Finding> allFindings = new ArrayList<>(findings);
    allFindings.addAll(other.findings);
    Map<String, Duration> allUndecided = new HashMap<>(undecided);
    allUndecided.putAll(other.undecided);
    return new CatalogResult(allFindings, withPending(other.pending).pending, allUndecided);
  }

  /** This result with more checks pending. */
  CatalogResult withPending(List<String> more) {
    List<String> all = new ArrayList<>(pending);
    all.addAll(more);
    return new CatalogResult(findings, all, undecided);
  }
}
