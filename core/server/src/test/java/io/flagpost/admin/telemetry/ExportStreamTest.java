package io.flagpost.admin.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.telemetry.query.RecordRows;
import io.flagpost.testing.Futures;
import io.flagpost.testing.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an export keeps in memory, with a client that takes what it gets when the test says so. */
class ExportStreamTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final List<Promise<Void>> writes = new ArrayList<>();
  private final Buffer sent = Buffer.buffer();
  private final Map<String, String> trailers = new LinkedHashMap<>();
  private boolean ended;

  private Vertx vertx;
  private Context context;
  private WorkerExecutor worker;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    worker = vertx.createSharedWorkerExecutor("lines", 1);
  }

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @Test
  void threePagesAreInMemoryHoweverSlowTheClientIs() throws Exception {
    Future<Void> done = send(stream(Integer.MAX_VALUE));
    for (int sending = 1; sending < 20; sending++) {
      int page = sending;
      Patience.until("a page is being sent", () -> onLoop(writes::size) == page);
      Patience.until("two more are ready", () -> asked.get() == page + 2);
      settle();

      assertThat(asked.get()).isEqualTo(page + 2);
      assertThat(written.get()).isEqualTo(page + 1);
      onLoop(() -> writes.get(page - 1).tryComplete());
    }
    assertThat(done.isComplete()).isFalse();
  }

  @Test
  void whatWasSentIsCountedAndHashed() throws Exception {
    Future<Void> done = send(stream(3));
    takeEverything(done);

    Futures.await(done);
    assertThat(sent.toString(UTF_8)).isEqualTo("title\n1 2 3 4 5 6 ");
    assertThat(trailers)
        .containsExactly(
            Map.entry("Flagpost-Export-Records", "6"),
            Map.entry("Content-Digest", "sha-256=:48xvEnX6Nvz/GzUIs4TwtIKWpZqy7YMKh63sk767V7U=:"));
    assertThat(ended).isTrue();
    assertThat(closed.get()).isEqualTo(1);
  }

  @Test
  void ofAPageThatCannotBeReadTheAnswerNeverEnds() throws Exception {
    ExportStream stream =
        new ExportStream(
            () ->
                asked.incrementAndGet() < 3
                    ? Future.succeededFuture(page(false))
                    : Future.failedFuture("gone"),
            this::lines,
            worker,
            PATIENCE,
            closed::incrementAndGet);
    Future<Void> done = send(stream);
    takeEverything(done);

    assertThat(Futures.failure(done)).hasMessage("gone");
    assertThat(ended).isFalse();
    assertThat(closed.get()).isEqualTo(1);
  }

  @Test
  void aClientThatIsGoneEndsItAndNothingMoreIsRead() throws Exception {
    ExportStream stream = stream(Integer.MAX_VALUE);
    Future<Void> done = send(stream);
    Patience.until("two more are ready", () -> asked.get() == 3);
    onLoop(
        () -> {
          stream.close();
          return writes.get(0).tryFail("closed");
        });

    assertThat(Futures.failure(done)).hasMessage("closed");
    settle();
    assertThat(asked.get()).isEqualTo(3);
    assertThat(closed.get()).isEqualTo(1);
  }

  @Test
  void aClientThatTakesNothingIsGivenUp() throws Exception {
    ExportStream stream =
        new ExportStream(
            () -> Future.succeededFuture(page(false)),
            this::lines,
            worker,
            Duration.ofMillis(1),
            closed::incrementAndGet);

    assertThat(Futures.failure(send(stream))).hasMessageContaining("imeout");
    assertThat(closed.get()).isEqualTo(1);
  }

  private ExportStream stream(int pages) {
    return new ExportStream(
        () -> Future.succeededFuture(page(asked.incrementAndGet() >= pages)),
        this::lines,
        worker,
        PATIENCE,
        closed::incrementAndGet);
  }

  private static RecordRows page(boolean isLast) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return new RecordRows(List.of(json, json), 2, isLast);
  }

  /** Numbers in place of lines. */
  private byte[] lines(Iterable<ObjectNode> records, int count, boolean titled) {
    int page = written.incrementAndGet();
    assertThat(records).hasSize(count);
    return ((titled ? "title\n" : "") + (2 * page - 1) + " " + 2 * page + " ").getBytes(UTF_8);
  }

  private Future<Void> send(ExportStream stream) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        v -> stream.begin(true).compose(begun -> begun.send(response())).onComplete(done));
    return done.future();
  }

  /** The part of a response that an export uses; a write ends when the test says so. */
  private HttpServerResponse response() {
    return (HttpServerResponse)
        Proxy.newProxyInstance(
            HttpServerResponse.class.getClassLoader(),
            new Class<?>[] {HttpServerResponse.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "setChunked" -> proxy;
                  case "write" -> write((Buffer) arguments[0]);
                  case "putTrailer" -> {
                    trailers.put((String) arguments[0], (String) arguments[1]);
                    yield proxy;
                  }
                  case "end" -> {
                    ended = true;
                    yield Future.succeededFuture();
                  }
                  default -> throw new UnsupportedOperationException(method.toString());
                });
  }

  private Future<Void> write(Buffer piece) {
    sent.appendBuffer(piece);
    Promise<Void> taken = Promise.promise();
    writes.add(taken);
    return taken.future();
  }

  private void takeEverything(Future<Void> done) throws Exception {
    for (AtomicInteger taken = new AtomicInteger(); !done.isComplete(); ) {
      Patience.until(
          "there is more, or it is over",
          () -> done.isComplete() || onLoop(writes::size) > taken.get());
      if (!done.isComplete()) {
        onLoop(() -> writes.get(taken.getAndIncrement()).tryComplete());
      }
    }
  }

  /** What is under way on the worker and the event loop is done. */
  private void settle() throws Exception {
    for (int i = 0; i < 3; i++) {
      Futures.await(worker.executeBlocking(() -> true, true));
      onLoop(() -> true);
    }
  }

  private <T> T onLoop(Callable<T> work) {
    Promise<T> result = Promise.promise();
    context.runOnContext(
        v -> {
          try {
            result.complete(work.call());
          } catch (Exception e) {
            result.fail(e);
          }
        });
    return Futures.await(result.future());
  }
}
