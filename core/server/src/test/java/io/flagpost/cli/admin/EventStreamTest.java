package io.flagpost.cli.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.cli.admin.EventStream.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As the HTML standard has it (9.2.6). */
class EventStreamTest {
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void anEventEndsWithAnEmptyLineHoweverLinesEnd(String end) throws IOException {
    EventStream stream = stream("event: a", "data: 1", "", "data:2", "", end);

    assertThat(all(stream)).containsExactly(new Event("a", "1"), new Event("message", "2"));
  }

  @Test
  void dataOfSeveralLinesIsJoined() throws IOException {
    assertThat(all(stream("data: a", "data", "data:  b", "", "\n")))
        .containsExactly(new Event("message", "a\n\n b"));
  }

  @Test
  void commentsAndUnknownFieldsAreNothing() throws IOException {
    assertThat(all(stream(": data: a", "datum: b", "data: c", "", "\n")))
        .containsExactly(new Event("message", "c"));
  }

  @Test
  void anIdHoldsFromTheEndOfItsEventOn() throws IOException {
    EventStream stream =
        stream("id: 1", "data: a", "", "id: 2", "", "id: 3", "data: cut off", "\n");

    assertThat(stream.lastId()).isEqualTo("before");
    assertThat(stream.next()).isEqualTo(new Event("message", "a"));
    assertThat(stream.lastId()).isEqualTo("1");
    assertThat(stream.next()).isNull();
    assertThat(stream.lastId()).isEqualTo("2");
  }

  @Test
  void anIdWithANulIsNone() throws IOException {
    EventStream stream = stream("id: 1\0", "data: a", "", "\n");

    assertThat(all(stream)).hasSize(1);
    assertThat(stream.lastId()).isEqualTo("before");
  }

  @Test
  void thePauseIsANumberOrNothing() throws IOException {
    EventStream stream = stream("retry: 1500", "retry: soon", "retry: -1", "\n");

    assertThat(all(stream)).isEmpty();
    assertThat(stream.retryMillis()).isEqualTo(1_500);
  }

  /** The last of the words ends the lines. */
  private static EventStream stream(String... lines) {
    String end = lines[lines.length - 1];
    StringBuilder text = new StringBuilder();
    for (String line : List.of(lines).subList(0, lines.length - 1)) {
      text.append(line).append(end);
    }
    return new EventStream(
        new ByteArrayInputStream(text.toString().getBytes(UTF_8)), "before", () -> {});
  }

  private static List<Event> all(EventStream stream) throws IOException {
    List<Event> events = new ArrayList<>();
    for (Event event = stream.next(); event != null; event = stream.next()) {
      events.add(event);
    }
    return events;
  }
}
