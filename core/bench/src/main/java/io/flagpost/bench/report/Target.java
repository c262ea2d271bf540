package io.flagpost.bench.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * A target, and the result.
 *
 * @param name what it is about
 * @param wanted the target, in words
 * @param value the measured value
 * @param state whether it was reached
 * @param remark further remarks; may be empty
 */
public record Target(String name, String wanted, double value, State state, String remark) {
  /** Whether a target was reached. */
  public enum State {
    PASS,
    FAIL,
    /** The measurement is void: the driver used too much of the machine. */
    VOID
  }

  /** A target that was reached or missed. */
  public static Target of(String name, String wanted, double value, boolean reached) {
    return new Target(name, wanted, value, reached ? State.PASS : State.FAIL, "");
  }

  /** The same, void unless the measurement is valid. */
  public Target onlyIf(boolean holds, String why) {
    return holds ? this : new Target(name, wanted, value, State.VOID, remark).remark(why);
  }

  /** The same with a remark. */
  public Target remark(String more) {
    return new Target(name, wanted, value, state, remark.isEmpty() ? more : remark + "; " + more);
  }

  String text() {
    return String.format(
        Locale.ROOT, "%-4s  %-52s %12.3f   wanted: %-22s %s", state, name, value, wanted, remark);
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name)
        .put("wanted", wanted)
        .put("value", value)
        .put("state", state.name())
        .put("remark", remark);
  }
}
