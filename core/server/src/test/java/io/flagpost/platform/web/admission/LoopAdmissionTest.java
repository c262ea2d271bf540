package io.flagpost.platform.web.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.platform.web.LoadMeters;
import io.flagpost.platform.web.admission.AdmissionControl.Cause;
import io.flagpost.platform.web.admission.LoopAdmission.Permit;
import io.flagpost.testing.Futures;
import io.flagpost.testing.RawConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Admission by an injected clock; the requests are real ones that nobody answers. */
class LoopAdmissionTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5 * SECOND); // it overflows soon
  private final AdmissionControl admission =
      new AdmissionControl(
          new AdmissionLimits(3, 1_000_000, Duration.ofSeconds(2), 100_000), now::get);
  private final LoopAdmission loopAdmission = admission.openLoop(LoopAdmissionTest::sender);
  private final LoopAdmission other = admission.openLoop(LoopAdmissionTest::sender);
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
    Permit late = enter(other);
    Permit first = enter(loopAdmission);
    assertThat(first.bodyRead()).isSameAs(first);
    assertThat(enter(other).bodyRead()).isInstanceOf(Permit.class);
    assertThat(enter(loopAdmission).bodyRead()).isInstanceOf(Permit.class);

    assertThat(other.tryEnter(request())).isEqualTo(Cause.REQUESTS);
    assertThat(late.bodyRead()).as("the others were quicker").isEqualTo(Cause.REQUESTS);
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
    Permit large = enter(loopAdmission);
    assertThat(large.bodyRead()).isSameAs(large);
    assertThat(large.take(900_000)).isSameAs(large);
    assertThat(large.take(200_000)).isEqualTo(Cause.BYTES);
    assertThat(large.take(100_000 - (int) (admission.bytes() - 900_000))).isSameAs(large);
    assertThat(admission.bytes()).isEqualTo(1_000_000);

    assertThat(loopAdmission.tryEnter(request()))
        .as("nothing is left for another")
        .isEqualTo(Cause.BYTES);
    assertThat(admission.refused(Cause.BYTES)).isEqualTo(2);

    large.close();
    assertThat(admission.bytes()).isZero();
    enter(loopAdmission);
  }

  @Test
  void whatIsOnItsWayTakesNothingFromWhatIsHere() throws Exception {
    Permit withheld = enter(loopAdmission);
    assertThat(withheld.take(400_000)).isSameAs(withheld);
    assertThat(admission.bytes()).isZero();
    assertThat(admission.readingBytes()).isGreaterThan(400_000);

    Permit newcomer = enter(loopAdmission);
    assertThat(newcomer.take(101_000)).as("the older one makes room").isSameAs(newcomer);

    assertThat(clients.get(0).isClosedByServer()).isTrue();
    assertThat(admission.refused(Cause.CUT_OFF)).isEqualTo(1);
    assertThat(withheld.take(1)).as("it has no permit any more").isEqualTo(Cause.CUT_OFF);
    assertThat(withheld.bodyRead()).isEqualTo(Cause.CUT_OFF);
    withheld.close();
    assertThat(newcomer.bodyRead()).isSameAs(newcomer);
    assertThat(admission.readingBytes()).isZero();
    assertThat(admission.bytes()).isGreaterThan(101_000);
    newcomer.close();
    assertThat(admission.bytes()).isZero();
  }

  @Test
  void whoHoldsMoreThanItsShareMakesRoomForItself() throws Exception {
    Permit honest = enter(loopAdmission, "an honest client that is slow");
    assertThat(honest.take(50_000)).isSameAs(honest);
    Permit first = enter(loopAdmission, "a flood");
    assertThat(first.take(400_000)).isSameAs(first);
    Permit second = enter(loopAdmission, "a flood");
    assertThat(second.take(90_000)).isSameAs(second);

    assertThat(clients.get(1).isClosedByServer()).isTrue();
    assertThat(honest.bodyRead()).isSameAs(honest);
    assertThat(second.bodyRead()).isSameAs(second);
  }

  @Test
  void aLongHeadIsPartOfWhatIsHeld() throws Exception {
    clients.add(
        new RawConnection(port)
            .send("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(5_000) + "\r\n\r\n"));

    assertThat(loopAdmission.tryEnter(next())).isInstanceOf(Permit.class);
    assertThat(admission.readingBytes()).isBetween(5_000L, 5_300L);
  }

  @Test
  void whileTheOldestWaitsForTooLongNobodyIsLetInAndAfterwardsAtOnce() throws Exception {
    Permit oldest = enter(loopAdmission);
    assertThat(oldest.bodyRead()).isSameAs(oldest);
    now.addAndGet(SECOND);
    Permit younger = enter(other);
    assertThat(younger.bodyRead()).isSameAs(younger);
    now.addAndGet(SECOND + 1);

    assertThat(admission.oldestWaitNanos()).isEqualTo(2 * SECOND + 1);
    assertThat(other.tryEnter(request())).isEqualTo(Cause.WAIT);
    assertThat(admission.refused(Cause.WAIT)).isEqualTo(1);

    oldest.close();
    assertThat(admission.oldestWaitNanos()).isEqualTo(SECOND + 1);
    enter(loopAdmission);
  }

  @Test
  void requestsWhoseBodiesNeverComeKeepNobodyOut() throws Exception {
    for (int i = 0; i < 3; i++) {
      enter(loopAdmission);
    }

    Permit newcomer = enter(loopAdmission);

    assertThat(clients.get(0).isClosedByServer()).as("the slowest made room").isTrue();
    assertThat(admission.refused(Cause.CUT_OFF)).isEqualTo(1);
    assertThat(newcomer.bodyRead()).isSameAs(newcomer);
    assertThat(admission.requests()).isEqualTo(1);
  }

  @Test
  void whoIsSlowToBringItsBodyIsCutOffAndKeepsNobodyWaiting() throws Exception {
    Permit slow = enter(loopAdmission);
    now.addAndGet(3 * SECOND);
    Permit quick = enter(loopAdmission);

    assertThat(admission.oldestWaitNanos()).as("it is not we who are slow").isZero();
    loopAdmission.cutSlowBodies(Duration.ofSeconds(2));

    assertThat(admission.refused(Cause.CUT_OFF)).isEqualTo(1);
    assertThat(clients.get(0).isClosedByServer()).isTrue();
    slow.close();
    assertThat(quick.bodyRead()).isSameAs(quick);
    now.addAndGet(3 * SECOND);
    loopAdmission.cutSlowBodies(Duration.ofSeconds(2));
    assertThat(admission.refused(Cause.CUT_OFF)).as("this one waits for us").isEqualTo(1);
  }

  @Test
  void theMetersTellWhoWasCutOffFromWhoWasRefused() throws Exception {
    MeterRegistry meters = new SimpleMeterRegistry();
    new LoadMeters(meters, "test").add(admission);
    enter(loopAdmission);
    now.addAndGet(3 * SECOND);

    loopAdmission.cutSlowBodies(Duration.ofSeconds(2));

    assertThat(meters.get("test.connections.cut").tag("cause", "body").functionCounter().count())
        .isEqualTo(1);
    assertThat(meters.get("test.refused").functionCounters())
        .allMatch(refused -> refused.count() == 0)
        .extracting(refused -> refused.getId().getTag("cause"))
        .containsExactlyInAnyOrder("requests", "bytes", "wait", "signing");
  }

  @Test
  void aQuarterOfTheHeapIsForRequests() {
    assertThat(AdmissionLimits.requestsFor(256L << 20)).isEqualTo(8_192);
    assertThat(AdmissionLimits.requestsFor(1)).isEqualTo(256);
    assertThat(AdmissionLimits.requestsFor(Long.MAX_VALUE)).isEqualTo(100_000);
  }

  private Permit enter(LoopAdmission at) throws Exception {
    return enter(at, "somebody");
  }

  private Permit enter(LoopAdmission at, String sender) throws Exception {
    return assertThat(at.tryEnter(request(sender)))
        .asInstanceOf(InstanceOfAssertFactories.type(Permit.class))
        .actual();
  }

  private HttpServerRequest request() throws Exception {
    return request("somebody");
  }

  private HttpServerRequest request(String sender) throws Exception {
    clients.add(
        new RawConnection(port).send("GET / HTTP/1.1\r\nHost: x\r\nFrom: " + sender + "\r\n\r\n"));
    return next();
  }

  private HttpServerRequest next() throws InterruptedException {
    return Objects.requireNonNull(requests.poll(1, TimeUnit.MINUTES), "a request");
  }

  private static String sender(HttpServerRequest request) {
    return String.valueOf(request.getHeader("From"));
  }
}
