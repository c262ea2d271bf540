package io.flagpost.statistics;

import io.flagpost.telemetry.query.StoredRecord;
import io.flagpost.telemetry.record.RaisedFlag;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A flag of a record, by who raised it.
 *
 * @param flag its code
 * @param check the check; empty for the flag itself, whoever raised it
 * @param version the check's version; empty if that is the catalog's to say
 * @param catalog the checks that ran at receipt; empty if the version is known
 */
record Raised(String flag, String check, String version, String catalog) {
  private static final String INCORRECT_FORMAT = "incorrect_format";
  private static final String CORE = "core";

  /** The flag itself. */
  static Raised byAny(String flag) {
    return new Raised(flag, "", "", "");
  }

  boolean isByAny() {
    return check.isEmpty();
  }

  Raised withVersion(String found) {
    return new Raised(flag, check, found, "");
  }

  /** What was raised at receipt, by check; a wrong format is a flag of the gateway's own. */
  static List<Raised> atReceipt(StoredRecord record) {
    List<Raised> raised = new ArrayList<>();
    String catalog = record.receipt().catalogId();
    boolean told = false;
    for (RaisedFlag flag : record.flags()) {
      told |= flag.code().equals(INCORRECT_FORMAT);
      raised.add(new Raised(flag.code(), flag.checkId(), "", catalog));
    }
    if (!told && !record.telemetry().correctFormat()) {
      raised.add(new Raised(INCORRECT_FORMAT, CORE, "", catalog));
    }
    return raised;
  }

  /** These, each once, and the flags themselves. */
  static Set<Raised> withAny(Iterable<Raised> raised) {
    Set<Raised> all = new LinkedHashSet<>();
    for (Raised one : raised) {
      all.add(one);
      all.add(byAny(one.flag()));
    }
    return all;
  }
}
