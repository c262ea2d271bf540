package io.flagpost.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.ExitCodes;
import java.io.PrintWriter;

/** Prints one member of each record and nothing else. */
final class MemberText implements RecordSink {
  private final PrintWriter out;
  private final String column;

  MemberText(PrintWriter out, String column) {
    this.out = out;
    this.column = column;
  }

  @Override
  public void add(JsonNode row) {
    JsonNode value = row.path(column);
    if (value.isMissingNode()) {
      throw new CommandFailure(ExitCodes.USAGE, "the records have no " + column);
    }
    out.println(CellText.of(value));
  }

  @Override
  public void end() {
    out.flush();
  }
}
