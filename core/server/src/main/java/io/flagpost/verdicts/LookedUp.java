package io.flagpost.verdicts;

import java.util.Map;

/**
 * What a look-up has answered, as far as a check can decide by it: without license keys and
 * identifiers, which are the record's own, or none of its business.
 *
 * @param what what was looked up
 * @param facts the answer; empty if there is no such thing
 */
record LookedUp(String what, Map<String, String> facts) {
  LookedUp {
    facts = Map.copyOf(facts);
  }
}
