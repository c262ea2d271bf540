package io.flagpost.telemetry.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the checks said of a record at receipt; stored with it and never changed.
 *
 * @param flags the red flags, in the order of the catalog, no code twice
 * @param pendingChecks ids of checks that failed, ran out of time or could not look something up
 * @param catalogId names the set of checks and versions that ran
 * @param licenseKeyExists what the look-up of the license key found; null when nothing looked it up
 * @param productExists whether the record names a product that exists
 * @param productVersionExists whether it names an existing version of that product
 */
public record ReceiptVerdict(
    List<RaisedFlag> flags,
    List<String> pendingChecks,
    String catalogId,
    @Nullable Boolean licenseKeyExists,
    boolean productExists,
    boolean productVersionExists) {

  public ReceiptVerdict {
    flags = List.copyOf(flags);
    pendingChecks = List.copyOf(pendingChecks);
  }
}
