package io.flagpost.bench.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.bench.load.Load;
import io.flagpost.bench.load.LoadResult;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results of a run: printed line by line as they arrive, and written as JSON at the end. */
public final class Report {
  private final PrintStream out;
  private final boolean quick;
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private final List<Target> targets = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();

  /**
   * @param quick whether the run is too short for its targets to be meaningful
   */
  public Report(PrintStream out, boolean quick) {
    this.out = out;
    this.quick = quick;
  }

  /** A heading. */
  public void section(String title) {
    out.printf(Locale.ROOT, "%n== %s%n", title);
  }

  /** The heading of a table of measurements. */
  public void table(String title) {
    section(title);
    out.println(Row.HEAD);
  }

  /** A fact that the figures depend on, or that was found in addition. */
  public void fact(String name, String value) {
    out.printf(Locale.ROOT, "%-28s %s%n", name, value);
    json.withObject("/facts").put(name, value);
  }

  /** A measurement. */
  public void row(String name, Load load, LoadResult result) {
    Row row = new Row(name, load, result);
    out.println(row.text());
    json.withArray("/measurements").add(row.json());
  }

  /** A remark on the line before; also in its JSON. */
  public void remark(String text) {
    out.println("    " + text);
  }

  /** The output of another tool. */
  public void output(String name, String text) {
    out.println(text.strip());
    json.withObject("/output").put(name, text);
  }

  public void target(Target measured) {
    Target target = measured.onlyIf(!quick, "quick");
    targets.add(target);
    json.withArray("/targets").add(target.json());
  }

  /** Something that must never happen, however slow the machine. */
  public void broken(String what) {
    out.println("BROKEN  " + what);
    broken.add(what);
    json.withArray("/broken").add(what);
  }

  /** Whether nothing was reported as broken. */
  public boolean isSound() {
    return broken.isEmpty();
  }

  /** Prints the targets, and writes everything to a file. */
  public void finish(Path file) {
    section("Targets");
    targets.forEach(target -> out.println(target.text()));
    section("Invariants");
    out.println(
        broken.isEmpty()
            ? "Every record that was acknowledged is stored, every signature looked at verifies."
            : String.join(System.lineSeparator(), broken));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.printf(Locale.ROOT, "%nWritten to %s%n", file);
  }
}
