package io.flagpost.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who reads server-sent events as the HTML standard has them (9.2.6), and knows nothing of
 * the product's code. Reads on a thread of its own until it is closed or the stream ends.
 */
public final class EventClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  /** Stands for the end of the stream. */
  private static final Event END = new Event("(end)", "", "");

  private final HttpResponse<InputStream> response;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder(); // guarded by itself
  private volatile String lastId;
  private volatile boolean whole;

  /**
   * An event.
   *
   * @param type {@code message} if it has no other; {@code (position)} for an id without data,
   *     which a browser would not show
   * @param id the last id that was set
   */
  public record Event(String type, String id, String data) {
    public JsonNode json() {
      try {
        return JSON.readTree(data);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private EventClient(HttpResponse<InputStream> response, String lastId) {
    this.response = response;
    this.lastId = lastId;
  }

  /**
   * Asks for a stream, over HTTP/1.1.
   *
   * @param token null if none is needed
   * @param lastId the id of the last event that was seen; empty to begin anew
   */
  public static EventClient open(URI uri, @Nullable String token, String lastId) {
    return open(Version.HTTP_1_1, uri, token, lastId);
  }

  public static EventClient open(Version version, URI uri, @Nullable String token, String lastId) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Accept", "text/event-stream");
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    try {
      HttpClient http = HttpClient.newBuilder().version(version).build();
      EventClient client =
          new EventClient(http.send(request.build(), BodyHandlers.ofInputStream()), lastId);
      Thread reader = new Thread(client::read, "event-client");
      reader.setDaemon(true);
      reader.start();
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<InputStream> response() {
    return response;
  }

  /** The next event, and no mere position; waits for it. */
  public Event next() {
    Event event = nextBlock();
    while (event.type.equals("(position)")) {
      event = nextBlock();
    }
    return event;
  }

  /** The next event or position; waits for it. */
  public Event nextBlock() {
    try {
      Event event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("Nothing comes behind: " + text());
      }
      if (event.equals(END)) {
        throw new AssertionError("The stream has ended: " + text());
      }
      return event;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Events up to the one of a position, which it does not give; waits for it. */
  public List<Event> untilPosition() {
    List<Event> found = new ArrayList<>();
    for (Event event = nextBlock(); !event.type.equals("(position)"); event = nextBlock()) {
      found.add(event);
    }
    return found;
  }

  /** Reads on until the position is another one; waits for it. */
  public void untilPositionBehind(String position) {
    Event event = nextBlock();
    while (!event.type.equals("(position)") || event.id.equals(position)) {
      event = nextBlock();
    }
  }

  /** Waits until the stream has ended, and gives the events that nobody has asked for before. */
  public List<Event> untilEnd() {
    List<Event> found = new ArrayList<>();
    try {
      for (Event event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          !END.equals(event);
          event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        if (event == null) {
          throw new AssertionError("It does not end: " + text());
        }
        if (!event.type.equals("(position)")) {
          found.add(event);
        }
      }
      return found;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the stream has ended as HTTP says that it ends; false if it broke, or goes on. */
  public boolean isWhole() {
    return whole;
  }

  /** Where to go on. */
  public String lastId() {
    return lastId;
  }

  /** Everything that came, as it came, but for the kinds of line ends. */
  public String text() {
    synchronized (text) {
      return text.toString();
    }
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      String type = "message";
      StringBuilder data = new StringBuilder();
      String id = lastId;
      boolean isPosition = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (text) {
          text.append(line).append('\n');
        }
        if (line.isEmpty()) {
          lastId = id;
          if (data.length() > 0) {
            events.add(new Event(type, id, data.substring(0, data.length() - 1)));
          } else if (isPosition) {
            events.add(new Event("(position)", id, ""));
          }
          type = "message";
          isPosition = false;
          data.setLength(0);
          continue;
        }
        String[] field = line.split(":", 2);
        String value = field.length < 2 ? "" : field[1].replaceFirst("^ ", "");
        switch (field[0]) {
          case "event" -> type = value;
          case "data" -> data.append(value).append('\n');
          case "id" -> {
            id = value;
            isPosition = true;
          }
          default -> {
            // a comment, or the pause before the next attempt
          }
        }
      }
      whole = true;
    } catch (IOException broken) {
      whole = false;
    } finally {
      events.add(END);
    }
  }
}
