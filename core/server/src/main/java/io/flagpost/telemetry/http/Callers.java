package io.flagpost.telemetry.http;

import io.flagpost.platform.web.ClientAddress;
import io.flagpost.registry.ApiKey;
import io.flagpost.registry.Capability;
import io.flagpost.registry.Registry;
import io.flagpost.telemetry.http.Decision.GoOn;
import io.flagpost.telemetry.ingest.QueryString;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Authenticates and authorises requests by their API key. In memory, on the event loop. */
final class Callers {
  private static final String SCHEME = "Bearer";

  private final Registry registry;
  private final ClientAddress clients;
  private final Clock clock;
  private final RateLimits limits;

  Callers(Registry registry, ClientAddress clients, Clock clock, RateLimits limits) {
    this.registry = registry;
    this.clients = clients;
    this.clock = clock;
    this.limits = limits;
  }

  /** The sender of a request: {@link Admitted} or {@link Rejected}. */
  sealed interface Caller {

    /** How every answer to this caller is signed. */
    SignatureProfile profile();

    /** The admitted caller, or a failure with the refusal. */
    Future<Admitted> admitted();
  }

  /**
   * A caller whose request is accepted.
   *
   * @param presented the API key as it was presented, a secret
   * @param key what is known of it
   * @param address the client's address
   */
  record Admitted(String presented, ApiKey key, String address) implements Caller {

    @Override
    public SignatureProfile profile() {
      return key.profile();
    }

    @Override
    public Future<Admitted> admitted() {
      return Future.succeededFuture(this);
    }

    @Override
    public String toString() {
      return "Admitted[" + key + ", address=" + address + "]";
    }
  }

  /**
   * A caller whose request is refused.
   *
   * @param profile that of its API key, if that is known
   * @param refusal why
   */
  record Rejected(SignatureProfile profile, Refusal refusal) implements Caller {

    @Override
    public Future<Admitted> admitted() {
      return refusal.failure();
    }
  }

  /**
   * Identifies the caller of a request by its Bearer header, else by the parameter, and counts the
   * request. To be called once per request.
   *
   * @param parameter the parameter {@code api_key}, or null if there is none
   * @param needed the capability that the request needs
   */
  Caller identify(HttpServerRequest request, @Nullable String parameter, Capability needed) {
    String presented = presented(request, parameter);
    ApiKey key = recognise(presented);
    if (presented == null || key == null) {
      return new Rejected(profileOf(key), Refusal.INVALID_KEY);
    }
    String address = clients.apply(request);
    return decide(key, address, needed) instanceof Refusal refusal
        ? new Rejected(key.profile(), refusal)
        : new Admitted(presented, key, address);
  }

  /**
   * Counts a request against the limit of its address, before anything else is known of it; it goes
   * on if it is within the limit.
   */
  Decision countAddress(HttpServerRequest request) {
    return limits.limitsAddresses() ? limits.countFrom(clients.apply(request)) : GoOn.GO_ON;
  }

  /**
   * The profile for the answer to a request whose body was not, or could not be, read: that of the
   * API key in its header or query, if any.
   */
  SignatureProfile profileOf(HttpServerRequest request) {
    String parameter = QueryString.parse(request.query()).get("api_key");
    return profileOf(recognise(presented(request, parameter)));
  }

  private static SignatureProfile profileOf(@Nullable ApiKey key) {
    return key == null ? SignatureProfile.DOCUMENT : key.profile();
  }

  private static @Nullable String presented(HttpServerRequest request, @Nullable String parameter) {
    for (String authorization : request.headers().getAll("Authorization")) {
      String bearer = bearerToken(authorization);
      if (bearer != null) {
        return bearer;
      }
    }
    return parameter;
  }

  private @Nullable ApiKey recognise(@Nullable String presented) {
    return presented == null ? null : registry.referenceData().apiKey(presented);
  }

  /** In the order of the wire contract. */
  private Decision decide(ApiKey key, String address, Capability needed) {
    if (!key.isUsableAt(clock.instant())) {
      return Refusal.INACTIVE_KEY;
    }
    if (!key.allowList().isEmpty() && !key.allowList().contains(address)) {
      return Refusal.WRONG_ADDRESS;
    }
    if (!key.capabilities().contains(needed)) {
      return Refusal.MISSING_CAPABILITY;
    }
    registry.used(key);
    return limits.count(key);
  }

  private static @Nullable String bearerToken(String authorization) {
    int end = SCHEME.length();
    if (authorization.length() <= end
        || !authorization.regionMatches(true, 0, SCHEME, 0, end)
        || authorization.charAt(end) != ' ') {
      return null;
    }
    String token = authorization.substring(end + 1).trim();
    return token.isEmpty() ? null : token;
  }
}
