package io.flagpost.admin.api;

import io.flagpost.platform.web.AccessLog;
import io.flagpost.platform.web.AnswerHeaders;
import io.flagpost.platform.web.ClientAddress;
import io.flagpost.platform.web.ListenerWatch;
import io.flagpost.platform.web.LoadMeters;
import io.flagpost.platform.web.RequestIds;
import io.flagpost.platform.web.admission.AdmissionControl;
import io.flagpost.platform.web.admission.LoopAdmission;
import io.flagpost.platform.web.connections.ConnectionCounts;
import io.flagpost.platform.web.connections.Connections;
import io.flagpost.platform.web.framing.UnreadableRequests;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * The listener for operators, built from the description and the features that implement it.
 *
 * <p>Deploy {@link #verticle} once.
 */
public final class AdminListener {
  private static final Map<String, String> CAREFUL_WITH_ANSWERS =
      Map.of(
          "Cache-Control",
          "no-store",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()");

  /** The logger of the access log. */
  static final String ACCESS_LOG = "io.flagpost.admin.AccessLog";

  private final AdminSettings settings;
  private final AdminApi api;
  private final AccessControl accessControl;
  private final ClientAddress addresses;
  private final UnaryOperator<HttpServerOptions> options;
  private final Arrivals arrivals;
  private final RefusalWatch refusals;
  private final AdmissionControl inHand;
  private final ConnectionCounts connectionCounts = new ConnectionCounts();
  private final AtomicInteger port = new AtomicInteger(-1);

  /**
   * @param authenticator identifies the owner of a token
   * @param addresses determines the client address of a request
   * @param meters where the meters are registered
   * @param watch is told of refused requests, and of those for personal data
   * @param options configures TLS, or leaves the server's options unchanged
   */
  public AdminListener(
      AdminSettings settings,
      AdminApi api,
      Authenticator authenticator,
      ClientAddress addresses,
      MeterRegistry meters,
      AccessWatch watch,
      UnaryOperator<HttpServerOptions> options) {
    this.settings = settings;
    this.api = api;
    this.accessControl = new AccessControl(authenticator, watch.readings());
    this.addresses = addresses;
    this.options = options;
    this.refusals = watch.refusals();
    this.arrivals =
        new Arrivals(
            new AnswerHeaders(
                new RequestIds(new SecureRandom()),
                addresses,
                Clock.systemUTC(),
                CAREFUL_WITH_ANSWERS),
            new AdminMeters(meters, new AccessLog(ACCESS_LOG, addresses, settings.accessLog())));
    this.inHand = new AdmissionControl(settings.admission(), System::nanoTime);
    new LoadMeters(meters, "flagpost.admin").add(inHand).add(connectionCounts);
  }

  /**
   * The verticle whose event loop serves this listener.
   *
   * @throws IllegalStateException if the description and the operations do not match
   */
  public Deployable verticle(Vertx vertx) {
    ProblemResponder responder = new ProblemResponder(vertx, addresses, refusals);
    LoopAdmission loopAdmission = inHand.openLoop(addresses);
    AdminRouter router =
        new AdminRouter(vertx, api, accessControl, loopAdmission, addresses, arrivals, responder);
    UnreadableRequests unreadable =
        new UnreadableRequests(
            vertx,
            this::arrived,
            (request, failure) -> ProblemResponder.send(request, Problems.of(failure)));
    ListenerWatch watch =
        new ListenerWatch(
            settings.connections(),
            new Connections(settings.connections(), connectionCounts, System::nanoTime),
            loopAdmission);
    return new AdminVerticle(settings, options, router, unreadable, watch, port);
  }

  private void arrived(HttpServerRequest request) {
    arrivals.stamp(request);
    arrivals.observe(request);
  }

  /** The port it listens on; valid once the verticle is deployed. */
  public int port() {
    return port.get();
  }
}
