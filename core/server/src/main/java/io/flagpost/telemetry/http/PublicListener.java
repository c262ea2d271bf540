package io.flagpost.telemetry.http;

import io.flagpost.platform.web.AccessLog;
import io.flagpost.platform.web.AnswerHeaders;
import io.flagpost.platform.web.ClientAddress;
import io.flagpost.platform.web.ListenerWatch;
import io.flagpost.platform.web.LoadMeters;
import io.flagpost.platform.web.RequestIds;
import io.flagpost.platform.web.admission.AdmissionControl;
import io.flagpost.platform.web.admission.LoopAdmission;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.platform.web.connections.ConnectionCounts;
import io.flagpost.platform.web.connections.Connections;
import io.flagpost.platform.web.framing.CodecFailure;
import io.flagpost.platform.web.framing.UnreadableRequests;
import io.flagpost.signing.KeyRing;
import io.flagpost.signing.envelope.SignedEnvelopes;
import io.flagpost.telemetry.http.RequestMeters.Kind;
import io.flagpost.wire.SignatureProfile;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Builds the public listener, which faces the internet: every path that it serves is named here.
 *
 * <p>Deploy {@link #verticle} once for each event loop.
 */
public final class PublicListener {
  /** The logger of the access log. */
  static final String ACCESS_LOG = "io.flagpost.http.AccessLog";

  private static final List<String> SEND_PATHS =
      List.of(
          "/api/v1/send-telemetry-data",
          "/api/v1/send-telemetry",
          "/v1/send-telemetry-data",
          "/v1/send-telemetry");
  private static final List<String> READ_PATHS =
      List.of(
          "/api/v1/get-telemetry-data",
          "/api/v1/get-telemetry",
          "/v1/get-telemetry-data",
          "/v1/get-telemetry");

  private static final List<String> KEY_PATHS = List.of("/api/v1/public-key");
  private static final List<String> KEY_SET_PATHS = List.of("/.well-known/jwks.json");

  private final HttpSettings settings;
  private final TelemetryBackend backend;
  private final Supplier<KeyRing> keys;
  private final SignedEnvelopes envelopes;
  private final Clock clock;
  private final Callers callers;
  private final EnvelopeResponder responder;
  private final AnswerHeaders headers;
  private final RequestMeters meters;
  private final AdmissionControl admission;
  private final ClientAddress clients;
  private final ConnectionCounts connectionCounts = new ConnectionCounts();
  private final UnaryOperator<HttpServerOptions> tls;
  private final DocsRoutes docs = DocsRoutes.load();
  private final AtomicInteger port = new AtomicInteger(-1);
  private final List<EventLoopWatchdog> watchdogs = new CopyOnWriteArrayList<>();

  /**
   * @param meters where requests are counted and timed
   * @param tls turns TLS on in the server's options, or leaves them unchanged
   */
  public PublicListener(
      HttpSettings settings,
      TelemetryBackend backend,
      Supplier<KeyRing> keys,
      SignedEnvelopes envelopes,
      MeterRegistry meters,
      UnaryOperator<HttpServerOptions> tls,
      Clock clock) {
    this.settings = settings;
    this.backend = backend;
    this.keys = keys;
    this.envelopes = envelopes;
    this.clock = clock;
    this.tls = tls;
    this.clients = new ClientAddress(settings.trustedProxies());
    this.headers =
        new AnswerHeaders(
            new RequestIds(new SecureRandom()),
            clients,
            clock,
            Map.of(
                "Cross-Origin-Resource-Policy",
                settings.corsOrigins().isEmpty() ? "same-origin" : "cross-origin"));
    this.meters =
        new RequestMeters(
            meters, new AccessLog(ACCESS_LOG, clients, settings.accessLog()), kinds());
    RateLimits rates = new RateLimits(TimeMeter.SYSTEM_NANOTIME, settings.ratePerAddress());
    this.callers = new Callers(backend.registry(), clients, clock, rates);
    this.admission = new AdmissionControl(settings.admission(), System::nanoTime);
    LoadMeters load = new LoadMeters(meters, "flagpost.http").add(admission).add(connectionCounts);
    load.refused("key_rate", rates, RateLimits::refusedKeys);
    load.refused("address_rate", rates, RateLimits::refusedAddresses);
    this.responder = new EnvelopeResponder(envelopes, new Answers(clock), this.meters);
  }

  /** A verticle that serves this listener on one more event loop. */
  public Deployable verticle(Vertx vertx) {
    EventLoopWatchdog watchdog = new EventLoopWatchdog();
    watchdogs.add(watchdog);
    LoopAdmission loopAdmission = admission.openLoop(clients);
    return new PublicVerticle(
        settings,
        tls,
        router(vertx, loopAdmission),
        new UnreadableRequests(vertx, this::arrived, this::answerUnreadable),
        new ListenerWatch(
            settings.connections(),
            new Connections(settings.connections(), connectionCounts, System::nanoTime),
            loopAdmission),
        port,
        watchdog);
  }

  /** The port that it listens on; meaningful once a verticle is deployed. */
  public int port() {
    return port.get();
  }

  /** Whether each of its event loops still runs its tasks. Any thread. */
  public boolean isAlive() {
    return watchdogs.stream().allMatch(EventLoopWatchdog::isAlive);
  }

  private Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new HashMap<>();
    SEND_PATHS.forEach(path -> kinds.put(path, Kind.SEND));
    READ_PATHS.forEach(path -> kinds.put(path, Kind.READ));
    KEY_PATHS.forEach(path -> kinds.put(path, Kind.KEYS));
    KEY_SET_PATHS.forEach(path -> kinds.put(path, Kind.KEYS));
    docs.endpoints()
        .forEach(endpoint -> endpoint.paths().forEach(path -> kinds.put(path, Kind.DOCS)));
    return kinds;
  }

  private void arrived(HttpServerRequest request) {
    headers.stamp(request);
    meters.observe(request);
  }

  private void answerUnreadable(HttpServerRequest request, CodecFailure failure) {
    responder.refuse(
        request,
        SignatureProfile.DOCUMENT,
        switch (failure) {
          case MALFORMED -> Refusal.MALFORMED;
          case REQUEST_LINE_TOO_LONG -> Refusal.REQUEST_LINE_TOO_LONG;
          case HEADERS_TOO_LARGE -> Refusal.HEADERS_TOO_LARGE;
        });
  }

  private PublicRouter router(Vertx vertx, LoopAdmission loopAdmission) {
    PublicKeyHandlers publicKeys =
        new PublicKeyHandlers(keys, backend.registry(), callers, responder, clock);
    SendHandler send =
        new SendHandler(
            loopAdmission,
            new BodyReader(new LimitedBodies(vertx, settings.bodyLimit())),
            settings.bodyLimit(),
            callers,
            envelopes,
            backend.service(),
            responder);
    List<Endpoint> endpoints = new ArrayList<>(docs.endpoints());
    endpoints.add(new Endpoint(SEND_PATHS, HttpMethod.POST, send));
    endpoints.add(
        new Endpoint(
            READ_PATHS,
            HttpMethod.GET,
            new ReadHandler(loopAdmission, callers, backend.reader(), responder)));
    endpoints.add(new Endpoint(KEY_PATHS, HttpMethod.GET, publicKeys::publicKey));
    endpoints.add(new Endpoint(KEY_SET_PATHS, HttpMethod.GET, publicKeys::keySet));
    return new PublicRouter(endpoints, settings.corsOrigins(), callers, responder, this::arrived);
  }
}
