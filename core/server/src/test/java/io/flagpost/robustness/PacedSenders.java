package io.flagpost.robustness;

import static io.flagpost.testing.Patience.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DemoData;
import io.flagpost.testing.Answer;
import io.flagpost.testing.Futures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that send at a fixed rate, whatever becomes of it: by the clock, and not when the gateway
 * has answered. Where they fell behind they catch up at twice the rate. Each record has a user
 * identifier of its own.
 */
final class PacedSenders implements AutoCloseable {
  private static final int CONNECTIONS = 256;

  /** Shorter than the gateway's, or it may close a connection on which a request is on its way. */
  private static final int IDLE_SECONDS = 20;

  private static final int TICK_MILLIS = 5;
  private static final int TICKS_A_SECOND = 1_000 / TICK_MILLIS;

  /** Of the answers, every one of so many is verified: all of them would be the test's load. */
  private static final int SAMPLE = 50;

  /** How long its own event loop takes is nobody's business. */
  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setMaxEventLoopExecuteTimeUnit(TimeUnit.MINUTES)
              .setMaxEventLoopExecuteTime(1));

  private final HttpClient client;
  private final RequestOptions request;
  private final GatewayKey key;
  private final String group;
  private final int perSecond;
  private final long begin = System.nanoTime();
  private final long timer;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
  private final Queue<String> others = new ConcurrentLinkedQueue<>();

  /**
   * @param group the data group of every record
   */
  PacedSenders(int port, GatewayKey key, String group, int perSecond) {
    this.key = key;
    this.group = group;
    this.perSecond = perSecond;
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAliveTimeout(IDLE_SECONDS),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    request =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(port)
            .setMethod(HttpMethod.POST)
            .setURI("/api/v1/send-telemetry-data")
            .putHeader("Authorization", "Bearer " + DemoData.API_KEY)
            .putHeader("Content-Type", "application/x-www-form-urlencoded");
    timer = vertx.setPeriodic(TICK_MILLIS, id -> sendWhatIsDue());
  }

  /** Waits until that many more seconds' records are sent. */
  void goOnFor(int seconds) throws Exception {
    int goal = sent.get() + perSecond;
    for (int second = 0; second < seconds; second++, goal += perSecond) {
      int next = goal;
      until("a second's records are sent", () -> sent.get() >= next);
    }
  }

  /** Sends no more, and waits for every answer. */
  void stop() throws Exception {
    vertx.cancelTimer(timer);
    until("all are answered", () -> answered.get() == sent.get());
  }

  int sent() {
    return sent.get();
  }

  /** The users of the records that the gateway has promised to keep. */
  List<String> acceptedUsers() {
    return List.copyOf(accepted);
  }

  /** What else came of a request. */
  List<String> others() {
    return List.copyOf(others);
  }

  @Override
  public void close() {
    Futures.await(vertx.close());
  }

  private void sendWhatIsDue() {
    long due = perSecond * (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    int most = 2 * perSecond / TICKS_A_SECOND;
    for (int i = 0; i < most && sent.get() < due; i++) {
      send(sent.getAndIncrement());
    }
  }

  private void send(int number) {
    String user = group + "-" + number;
    String body = "data_type=text&data_group=" + group + "&user_identifier=" + user;
    client
        .request(request)
        .compose(ready -> ready.send(Buffer.buffer(body)))
        .compose(PacedSenders::whole)
        .map(answer -> note(number, user, answer))
        .onFailure(failure -> others.add(user + ": " + failure))
        .onComplete(done -> answered.incrementAndGet());
  }

  private static Future<Answer> whole(HttpClientResponse response) {
    return response
        .body()
        .map(body -> new Answer(response.statusCode(), Map.of(), body.getBytes()));
  }

  private boolean note(int number, String user, Answer answer) {
    if (answer.status() != 200) {
      return others.add(user + ": " + answer);
    }
    if (number % SAMPLE == 0) {
      try {
        assertThat(key.code(answer)).isEqualTo(831);
      } catch (IOException | AssertionError e) {
        return others.add(user + ": " + e);
      }
    }
    return accepted.add(user);
  }
}
