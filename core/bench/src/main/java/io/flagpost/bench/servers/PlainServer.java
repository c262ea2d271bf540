package io.flagpost.bench.servers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.platform.database.DatabaseSettings;
import io.flagpost.platform.database.DatabaseUrl;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.platform.web.content.Bodies;
import io.flagpost.signing.SigningCapacity;
import io.flagpost.signing.envelope.SignedEnvelopes;
import io.flagpost.telemetry.ingest.DecodedRequest;
import io.flagpost.telemetry.ingest.FormatRules;
import io.flagpost.telemetry.ingest.FormatVerdict;
import io.flagpost.telemetry.ingest.InboundRequest;
import io.flagpost.telemetry.ingest.RequestDecoder;
import io.flagpost.telemetry.record.RecordIds;
import io.flagpost.telemetry.record.TelemetryFields;
import io.flagpost.wire.SignatureProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Yardstick "plain": the same router, decoding, format rules and table, but each request makes its
 * own INSERT, on a pool of 16 with cached prepared statements, and its own signature, with the
 * JDK's provider on worker threads. It verifies no API key and runs no check.
 */
public final class PlainServer {
  static final String URL = "PLAIN_URL";
  static final String USER = "PLAIN_USER";
  static final String PASSWORD = "PLAIN_PASSWORD";

  private static final int BODY_LIMIT = 1 << 20;
  private static final int POOL_SIZE = 16;
  private static final int SIGNING_PLACES = 100_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final String INSERT =
      """
      INSERT INTO telemetry (record_id, created_at, environment, api_key_id, client_address,
        product_id, user_identifier, license_key, activation_identifier, product_version,
        data_type, numeric_data_single_value, numeric_data_x, numeric_data_y, text_data, data_group,
        known_product_id, is_correct_format, product_exists, product_version_exists, flagged, flags,
        pending, catalog_id)
      VALUES ($1, $2, 'production', 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
              $16, $17, $18, $19, '{}', '{}', 'plain')""";

  private final LimitedBodies bodies;
  private final Pool pool;
  private final Set<Long> products;
  private final SignedEnvelopes envelopes;
  private final RecordIds ids = new RecordIds(new SecureRandom());

  private PlainServer(
      LimitedBodies bodies, Pool pool, Set<Long> products, SignedEnvelopes envelopes) {
    this.bodies = bodies;
    this.pool = pool;
    this.products = Set.copyOf(products);
    this.envelopes = envelopes;
  }

  public static void main(String[] args) {
    Vertx vertx = Yardstick.vertx();
    DatabaseSettings settings =
        DatabaseSettings.of(
            DatabaseUrl.parse(environment(URL)), environment(USER), environment(PASSWORD));
    Pool pool =
        PgBuilder.pool()
            .using(vertx)
            .with(new PoolOptions().setMaxSize(POOL_SIZE))
            .connectingTo(settings.connectOptions())
            .build();
    SignedEnvelopes envelopes =
        new SignedEnvelopes(new PlainSigner(vertx), new SigningCapacity(SIGNING_PLACES));
    pool.query("SELECT id FROM product")
        .execute()
        .onSuccess(
            rows -> {
              Set<Long> products = new LinkedHashSet<>();
              for (Row row : rows) {
                products.add(row.getLong(0));
              }
              PlainServer server =
                  new PlainServer(new LimitedBodies(vertx, BODY_LIMIT), pool, products, envelopes);
              Yardstick.serve(vertx, server::router);
            })
        .onFailure(Throwable::printStackTrace);
  }

  private static String environment(String name) {
    return Objects.requireNonNull(System.getenv(name), name);
  }

  private Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    router
        .post("/api/v1/send-telemetry-data")
        .handler(
            context ->
                bodies
                    .read(context.request())
                    .compose(body -> answer(context.request(), body))
                    .onFailure(context::fail));
    return router;
  }

  private Future<Void> answer(HttpServerRequest request, Buffer body) {
    String query = request.query() == null ? "" : request.query();
    InboundRequest inbound =
        new InboundRequest(request.getHeader("Content-Type"), null, query, body.getBytes());
    DecodedRequest decoded =
        RequestDecoder.decode(inbound, BODY_LIMIT)
            .fold(
                fields -> fields,
                () -> {
                  throw new IllegalArgumentException("too large");
                });
    FormatVerdict verdict = FormatRules.judge(decoded, products);
    return pool.preparedQuery(INSERT)
        .execute(row(request, decoded.fields(), verdict))
        .compose(stored -> envelopes.seal(response(verdict), SignatureProfile.DOCUMENT, null, null))
        .compose(
            envelope -> {
              request.response().putHeader("Content-Type", "application/json");
              return Bodies.end(request, envelope.body());
            });
  }

  private Tuple row(HttpServerRequest request, TelemetryFields fields, FormatVerdict verdict) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return Tuple.tuple()
        .addValue(ids.at(now))
        .addValue(now.atOffset(ZoneOffset.UTC))
        .addValue(request.remoteAddress().hostAddress())
        .addValue(fields.productId())
        .addValue(fields.userIdentifier())
        .addValue(fields.licenseKey())
        .addValue(fields.activationIdentifier())
        .addValue(fields.productVersion())
        .addValue(fields.dataType())
        .addValue(fields.numericDataSingleValue())
        .addValue(fields.numericDataX())
        .addValue(fields.numericDataY())
        .addValue(fields.textData())
        .addValue(fields.dataGroup())
        .addValue(verdict.productId())
        .addValue(verdict.correct())
        .addValue(verdict.productId() != null)
        .addValue(false)
        .addValue(!verdict.correct());
  }

  private static ObjectNode response(FormatVerdict verdict) {
    ObjectNode response =
        JSON.objectNode()
            .put("code", verdict.correct() ? 830 : 831)
            .put(
                "message",
                verdict.correct() ? "Correct format data saved" : "Incorrect format data saved");
    if (verdict.correct()) {
      response.putArray("errors");
    } else {
      ObjectNode errors = response.putObject("errors");
      verdict
          .errors()
          .forEach((field, messages) -> messages.forEach(errors.withArray("/" + field)::add));
    }
    return response.put("timestamp", Instant.now().getEpochSecond());
  }
}
