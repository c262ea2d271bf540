package io.flagpost.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.http.Admission.Cause;
import io.flagpost.http.AdmissionDesk.Place;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Admission by an injected clock; the requests are real ones that nobody answers. */
class AdmissionTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5 * SECOND); // it overflows soon
  private final Admission admission =
      new Admission(new AdmissionLimits(3, 1_000, Duration.ofSeconds(2)), now::get);
  private final AdmissionDesk desk = admission.openDesk();
  private final AdmissionDesk other = admission.openDesk();
  private final BlockingQueue<HttpServerRequest> requests = new LinkedBlockingQueue<>();
  private final List<RawConnection> clients = new ArrayList<>();
  private int port;

  @BeforeEach
  void start() {
    HttpServer server = vertx.createHttpServer().requestHandler(requests::add);
    port = Futures.await(server.listen(0, "127.0.0.1")).actualPort();
  }

  @AfterEach
  void stop() throws IOException {
    for (RawConnection client : clients) {
      client.close();
    }
    Futures.await(vertx.close());
  }

  @Test
  void asManyAsTheLimitAreInHandAtOnceOnAllEventLoopsTogether() throws Exception {
    Place late = enter(other);
    Place first = enter(desk);
    assertThat(first.bodyRead()).isTrue();
    assertThat(enter(other).bodyRead()).isTrue();
    assertThat(enter(desk).bodyRead()).isTrue();

    assertThat(other.tryEnter(request())).isNull();
    assertThat(late.bodyRead()).as("the others were quicker").isFalse();
    late.close();
    assertThat(admission.refused(Cause.REQUESTS)).isEqualTo(2);
    assertThat(admission.requests()).isEqualTo(3);

    first.close();
    first.close();
    assertThat(admission.requests()).as("counted out once").isEqualTo(2);
    enter(other);
  }

  @Test
  void bodiesTakeNoMoreThanTheirLimitAndGiveItBack() throws Exception {
    Place large = enter(desk);
    assertThat(large.take(900)).isTrue();
    assertThat(large.take(200)).isFalse();
    assertThat(admission.bytes()).isEqualTo(900);
    assertThat(large.take(100)).isTrue();

    assertThat(desk.tryEnter(request())).as("nothing is left for another").isNull();
    assertThat(admission.refused(Cause.BYTES)).isEqualTo(2);

    large.close();
    assertThat(admission.bytes()).isZero();
    enter(desk);
  }

  @Test
  void whileTheOldestWaitsForTooLongNobodyIsLetInAndAfterwardsAtOnce() throws Exception {
    Place oldest = enter(desk);
    assertThat(oldest.bodyRead()).isTrue();
    now.addAndGet(SECOND);
    Place younger = enter(other);
    assertThat(younger.bodyRead()).isTrue();
    now.addAndGet(SECOND + 1);

    assertThat(admission.oldestWaitNanos()).isEqualTo(2 * SECOND + 1);
    assertThat(other.tryEnter(request())).isNull();
    assertThat(admission.refused(Cause.WAIT)).isEqualTo(1);

    oldest.close();
    assertThat(admission.oldestWaitNanos()).isEqualTo(SECOND + 1);
    enter(desk);
  }

  @Test
  void requestsWhoseBodiesNeverComeKeepNobodyOut() throws Exception {
    for (int i = 0; i < 3; i++) {
      enter(desk);
    }

    Place newcomer = enter(desk);

    assertThat(clients.get(0).isClosedByServer()).as("the slowest made room").isTrue();
    assertThat(admission.slowBodies()).isEqualTo(1);
    assertThat(newcomer.bodyRead()).isTrue();
    assertThat(admission.requests()).isEqualTo(1);
  }

  @Test
  void whoIsSlowToBringItsBodyIsCutOffAndKeepsNobodyWaiting() throws Exception {
    Place slow = enter(desk);
    now.addAndGet(3 * SECOND);
    Place quick = enter(desk);

    assertThat(admission.oldestWaitNanos()).as("it is not we who are slow").isZero();
    desk.cutSlowBodies(Duration.ofSeconds(2));

    assertThat(admission.slowBodies()).isEqualTo(1);
    assertThat(clients.get(0).isClosedByServer()).isTrue();
    slow.close();
    assertThat(quick.bodyRead()).isTrue();
    now.addAndGet(3 * SECOND);
    desk.cutSlowBodies(Duration.ofSeconds(2));
    assertThat(admission.slowBodies()).as("this one waits for us").isEqualTo(1);
  }

  @Test
  void aQuarterOfTheHeapIsForRequests() {
    assertThat(AdmissionLimits.requestsFor(256L << 20)).isEqualTo(8_192);
    assertThat(AdmissionLimits.requestsFor(1)).isEqualTo(256);
    assertThat(AdmissionLimits.requestsFor(Long.MAX_VALUE)).isEqualTo(100_000);
  }

  private Place enter(AdmissionDesk at) throws Exception {
    @Nullable Place place = at.tryEnter(request());
    assertThat(place).isNotNull();
    return Objects.requireNonNull(place);
  }

  private HttpServerRequest request() throws Exception {
    clients.add(new RawConnection(port).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    return Objects.requireNonNull(requests.poll(1, TimeUnit.MINUTES), "a request");
  }
}
