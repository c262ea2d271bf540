package io.flagpost.admin.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.text.HarmlessText;
import io.flagpost.telemetry.live.LiveEvent;
import io.flagpost.telemetry.live.LivePage;
import io.flagpost.telemetry.live.LivePosition;
import io.flagpost.telemetry.query.RecordFilter;
import io.flagpost.telemetry.query.SearchOrder;
import java.time.Duration;
import java.util.Locale;

/**
 * Server-sent events as text, as the HTML standard has them (9.2.6).
 *
 * <p>What a sender wrote is inside of JSON, on one line: a carriage return or line feed in it would
 * end the event, and what follows would be another one. What a terminal obeys is escaped, too,
 * because people read such streams with {@code curl}.
 */
final class EventText {
  static final String MEDIA_TYPE = "text/event-stream";

  private EventText() {}

  /**
   * Events, and where a client goes on that has seen them.
   *
   * @param filter what is listened for: records that were left out can be searched for with it
   */
  static String of(LivePage page, RecordFilter filter) {
    StringBuilder text = new StringBuilder();
    for (LiveEvent event : page.events()) {
      text.append("event: ").append(event.type().name().toLowerCase(Locale.ROOT)).append('\n');
      text.append("id: ").append(event.position().text()).append('\n');
      text.append("data: ").append(line(data(event, filter))).append("\n\n");
    }
    return text.append(position(page.reached())).toString();
  }

  private static ObjectNode data(LiveEvent event, RecordFilter filter) {
    if (event.type() == LiveEvent.Type.OMITTED) {
      ObjectNode omitted = (ObjectNode) event.data().get("omitted");
      JsonNode first = omitted.get("first_id");
      omitted.put(
          "next_cursor",
          omitted.get("of").asText().equals("records")
              ? SearchCursor.text(SearchOrder.OLDEST_FIRST, filter, first.longValue() - 1)
              : null);
    }
    return event.data();
  }

  /** The last event, which leaves the position as it is. */
  static String end(ObjectNode data) {
    return "event: end\ndata: " + line(data) + "\n\n";
  }

  /** Moves the position and tells nothing: clients see no event. */
  static String position(LivePosition position) {
    return "id: " + position.text() + "\n\n";
  }

  /** The same, for the connection to be seen alive while nothing happens. */
  static String heartbeat(LivePosition position) {
    return ": nothing new\n" + position(position);
  }

  /** After what time a client that has lost the stream is to come back. */
  static String retry(Duration after) {
    return "retry: " + after.toMillis() + "\n";
  }

  private static String line(ObjectNode data) {
    return HarmlessText.line(data.toString());
  }
}
