package io.flagpost.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.evidence.Evidence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A client of a gateway's admin API that knows nothing of the product's code. Blocking. */
public final class AdminApi {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NOTHING_SEEN = "0-0";
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  private final URI origin;
  private final @Nullable String token;

  private AdminApi(URI origin, @Nullable String token) {
    this.origin = origin;
    this.token = token;
  }

  /** Somebody who has not signed in. */
  public static AdminApi at(URI origin) {
    return new AdminApi(origin, null);
  }

  /** The same gateway, with this bearer token. */
  public AdminApi with(String bearerToken) {
    Evidence.secret("token", bearerToken);
    return new AdminApi(origin, bearerToken);
  }

  /** The same gateway, signed in. */
  public AdminApi signedIn(String name, String password) {
    Reply login =
        post("/admin/v1/login", "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}");
    if (login.status() != 200) {
      throw new AssertionError(login.toString());
    }
    return with(login.json().get("access_token").asText());
  }

  /**
   * What came back.
   *
   * @param status the HTTP status
   * @param answer the whole answer
   */
  public record Reply(int status, HttpResponse<byte[]> answer) {
    public JsonNode json() {
      try {
        return JSON.readTree(answer.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public String header(String name) {
      return answer.headers().firstValue(name).orElse("");
    }

    @Override
    public String toString() {
      return status + " " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  public Reply get(String target) {
    return call("GET", target, BodyPublishers.noBody());
  }

  /**
   * What a live stream tells of all that there is: reads until it has caught up, or was refused.
   * Comes again while the streams that it has just left are still counted.
   *
   * @return the status, and everything that came
   */
  public Streamed listen(String target) {
    AtomicReference<Streamed> heard = new AtomicReference<>();
    try {
      Patience.until(
          "there is a place for a stream",
          () -> {
            Streamed once = listenOnce(target);
            heard.set(once);
            return once.status() != 503;
          });
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return Objects.requireNonNull(heard.get());
  }

  private Streamed listenOnce(String target) {
    try (EventClient stream = EventClient.open(URI.create(origin + target), token, NOTHING_SEEN)) {
      if (stream.response().statusCode() == 200) {
        stream.untilPositionBehind(NOTHING_SEEN);
      } else {
        stream.untilEnd();
      }
      return new Streamed(stream.response().statusCode(), stream.text());
    }
  }

  /** What came of a stream. */
  public record Streamed(int status, String text) {
    /** The same of an answer that ends. */
    public static Streamed of(Reply reply) {
      return new Streamed(reply.status(), reply.toString());
    }
  }

  public Reply delete(String target) {
    return call("DELETE", target, BodyPublishers.noBody());
  }

  public Reply post(String target, String json) {
    return call("POST", target, json(json), "Content-Type", "application/json");
  }

  public Reply put(String target, String json) {
    return call("PUT", target, json(json), "Content-Type", "application/json");
  }

  public Reply patch(String target, String json, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Content-Type";
    all[1] = "application/json";
    return call("PATCH", target, json(json), all);
  }

  /** Anything else. */
  public Reply call(String method, String target, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin + target)).timeout(PATIENCE).method(method, body);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<byte[]> answer =
          Evidence.of(HTTP.send(request.build(), BodyHandlers.ofByteArray()));
      note(answer.body());
      return new Reply(answer.statusCode(), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BodyPublisher json(String text) {
    note(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return BodyPublishers.ofString(text);
  }

  private static void note(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      if (json != null) {
        Evidence.secretsIn(json);
      }
    } catch (IOException notJson) {
      // Nothing in it has a name, so nothing is known to be secret; broken bodies are sent on
      // purpose.
      return;
    }
  }
}
