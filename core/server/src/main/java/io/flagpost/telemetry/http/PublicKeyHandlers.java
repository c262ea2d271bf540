package io.flagpost.telemetry.http;

import io.flagpost.platform.web.content.Bodies;
import io.flagpost.platform.web.content.Preferences;
import io.flagpost.platform.web.content.StaticContent;
import io.flagpost.registry.Registry;
import io.flagpost.signing.KeyRing;
import io.flagpost.signing.PublicKeys;
import io.flagpost.signing.PublishedKey;
import io.flagpost.telemetry.ingest.CanonicalInteger;
import io.flagpost.telemetry.ingest.QueryString;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the public keys. Needs no API key; runs on the event loop, in memory. */
final class PublicKeyHandlers {
  private static final String PEM = "application/x-pem-file";
  private static final String JSON = "application/json";

  private final Supplier<KeyRing> keys;
  private final Registry registry;
  private final Callers callers;
  private final EnvelopeResponder responder;
  private final Clock clock;

  PublicKeyHandlers(
      Supplier<KeyRing> keys,
      Registry registry,
      Callers callers,
      EnvelopeResponder responder,
      Clock clock) {
    this.keys = keys;
    this.registry = registry;
    this.callers = callers;
    this.responder = responder;
    this.clock = clock;
  }

  /** {@code GET /api/v1/public-key}: the key that signs for a product, or for everybody. */
  void publicKey(RoutingContext context) {
    String named = QueryString.parse(context.request().query()).get("product_id");
    boolean namesOne = named != null && !named.isBlank();
    Long productId = named == null ? null : CanonicalInteger.parse(named);
    if (namesOne && !exists(productId)) {
      responder.refuse(context.request(), callers.profileOf(context.request()), Refusal.NOT_FOUND);
      return;
    }
    PublishedKey key = keys.get().keyFor(productId, clock.instant()).published();
    context.response().headers().add("Vary", "Accept");
    context.response().putHeader("Cache-Control", "max-age=300");
    if (prefersJson(context)) {
      send(context, JSON, PublicKeys.json(key).toString());
    } else {
      send(context, PEM, PublicKeys.pem(key.publicKey()));
    }
  }

  /**
   * {@code GET /.well-known/jwks.json}: every key that signs now or may sign later, or whose
   * answers may still be verified.
   */
  void keySet(RoutingContext context) {
    PublicKeys.KeySet set = PublicKeys.keySet(keys.get(), clock.instant());
    HttpServerResponse response =
        context.response().putHeader("Cache-Control", "max-age=300").putHeader("ETag", set.etag());
    if (StaticContent.isAmong(set.etag(), context.request().headers().getAll("If-None-Match"))) {
      response.setStatusCode(304).end();
    } else {
      send(context, JSON, set.body());
    }
  }

  private boolean exists(@Nullable Long productId) {
    return productId != null && registry.referenceData().products().contains(productId);
  }

  private static void send(RoutingContext context, String mediaType, String text) {
    context.response().putHeader("Content-Type", mediaType);
    Bodies.end(context.request(), Buffer.buffer(text));
  }

  private static boolean prefersJson(RoutingContext context) {
    return Preferences.of(context.request().headers().getAll("Accept")).prefersMediaType(JSON, PEM);
  }
}
