package io.flagpost.plugin.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the catalog said of one record.
 *
 * @param findings the flags, in the catalog's order
 * @param pending ids of the checks that gave no answer, in the catalog's order
 * @param undecided those of them that said so themselves, and after what time to ask them again
 */
public record CatalogResult(
    List<Finding> findings, List<String> pending, Map<String, Duration> undecided) {

  /** Nothing found, nothing pending. */
  public static final CatalogResult CLEAR = new CatalogResult(List.of(), List.of());

  public CatalogResult {
    findings = List.copyOf(findings);
    pending = List.copyOf(pending);
    undecided = Map.copyOf(undecided);
  }

  /** A result in which no check says itself that it cannot tell now. */
  public CatalogResult(List<Finding> findings, List<String> pending) {
    this(findings, pending, Map.of());
  }

  /** This result with more checks pending. */
  CatalogResult withPending(List<String> more) {
    List<String> all = new ArrayList<>(pending);
    all.addAll(more);
    return new CatalogResult(findings, all, undecided);
  }
}
