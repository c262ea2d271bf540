package io.flagpost.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.cli.console.CommandFailure;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prints live events, one per line: for people as much of a record as fits the terminal, for
 * programs all of it as JSON, or one member of each record.
 */
final class TailLines {
  private static final JsonMapper JSON = new JsonMapper();

  /** From this width on a record's id fits beside the rest; it is what shows the whole record. */
  private static final int WIDE = 130;

  private static final int SECONDS = "2030-01-01T00:00:00".length();

  private final Console console;
  private final boolean json;
  private final @Nullable String column;
  private final int width;

  /**
   * @param column the one member that is printed; null for all that the format shows
   */
  TailLines(Console console, boolean json, @Nullable String column) {
    this.console = console;
    this.json = json;
    this.column = column;
    this.width = console.columns();
  }

  /**
   * Prints an event.
   *
   * @param position the event's id
   * @return whether anybody reads it
   */
  boolean print(EventStream.Event event, String position) {
    JsonNode data = parse(event.data());
    PrintWriter out = console.out();
    if (column != null) {
      member(data.path("record"), column);
    } else if (json) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("event", event.type()).put("id", position);
      if (data.isObject()) {
        line.setAll((ObjectNode) data);
      }
      out.println(line);
    } else if (data.path("omitted").isObject()) {
      out.println(omitted(data.path("omitted")));
    } else if (data.path("record").isObject()) {
      out.println(line(event.type().equals("verdict") ? "*" : " ", data.path("record")));
    }
    out.flush();
    return !out.checkError();
  }

  private void member(JsonNode record, String name) {
    if (record.isObject()) {
      MemberText member = new MemberText(console.results(), name);
      member.add(record);
      member.end();
    }
  }

  /** The sign is for what is not new, but was judged. */
  private String line(String sign, JsonNode record) {
    List<String> whole = new ArrayList<>();
    whole.add(time(record) + sign);
    if (width >= WIDE) {
      whole.add(CellText.of(record.path("record_id")));
    }
    List<String> cells = new ArrayList<>();
    cells.add(record.path("red_flags").isEmpty() ? "-" : CellText.of(record.path("red_flags")));
    cells.add(
        CellText.of(record.path("product_id")) + " " + CellText.of(record.path("product_version")));
    for (String name : new String[] {"license_key", "activation_identifier", "client_address"}) {
      cells.add(CellText.of(record.path(name)));
    }
    return FittedLine.of(whole, cells, width);
  }

  private static String time(JsonNode record) {
    String time = CellText.of(record.path("received_at"));
    return time.length() > SECONDS ? time.substring(0, SECONDS) + "Z" : time;
  }

  private static String omitted(JsonNode omitted) {
    JsonNode count = omitted.path("count");
    String between =
        omitted.path("first_id").isNumber()
            ? ", id "
                + CellText.of(omitted.path("first_id"))
                + " to "
                + CellText.of(omitted.path("last_id"))
            : "";
    return "... "
        + (count.isNumber() ? CellText.of(count) : "an unknown number of")
        + " more "
        + CellText.of(omitted.path("of"))
        + " left out"
        + between;
  }

  static JsonNode parse(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          ExitCodes.FAILED, "the stream is not JSON: is this a Flagpost admin listener?");
    }
  }
}
