package io.flagpost.plugin.host;

import java.util.ArrayList;
import java.util.List;

/**
 * What the catalog said of one record.
 *
 * @param findings the flags, in the catalog's order
 * @param pending ids of the checks that gave no answer, in the catalog's order
 */
public record CatalogResult(List<Finding> findings, List<String> pending) {

  /** Nothing found, nothing pending. */
  public static final CatalogResult CLEAR = new CatalogResult(List.of(), List.of());

  public CatalogResult {
    findings = List.copyOf(findings);
    pending = List.copyOf(pending);
  }

  /** This result with more checks pending. */
  CatalogResult withPending(List<String> more) {
    List<String> all = new ArrayList<>(pending);
    all.addAll(more);
    return new CatalogResult(findings, all);
  }
}
