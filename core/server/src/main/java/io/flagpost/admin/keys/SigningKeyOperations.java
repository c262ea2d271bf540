package io.flagpost.admin.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.api.Reach;
import io.flagpost.admin.audit.Changes;
import io.flagpost.admin.listing.Listing;
import io.flagpost.platform.database.Sql;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.platform.text.TimestampText;
import io.flagpost.signing.KeyMaterial;
import io.flagpost.signing.KeyRecord;
import io.flagpost.signing.PublicKeys;
import io.flagpost.signing.SigningKeyTable;
import io.flagpost.wire.KeyStrength;
import io.flagpost.wire.SigningAlgorithm;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operations on signing keys, by their {@code operationId}. On the admin listener's event loop.
 */
public final class SigningKeyOperations {
  private final Pool pool;
  private final Changes changes;
  private final SigningKeyTable table;
  private final Clock clock;
  private final KeyLifeCycle lifeCycle;
  private final KeyWork work;
  private final BackupOperations backups;
  private final Listing list;

  /**
   * @param wrapping seals private keys before they are stored
   * @param random the source of the salts of backups
   */
  public SigningKeyOperations(
      Pool pool,
      Changes changes,
      KeyWrapping wrapping,
      KeyWork work,
      KeySettings settings,
      Clock clock,
      SecureRandom random) {
    this.pool = pool;
    this.changes = changes;
    this.table = new SigningKeyTable(wrapping);
    this.clock = clock;
    this.lifeCycle = new KeyLifeCycle(table, settings, clock);
    this.work = work;
    this.backups =
        new BackupOperations(
            pool, changes, table, new KeyRestore(table, lifeCycle, settings), work, clock, random);
    this.list =
        new Listing(
                Sql.of(SigningKeyTable.RECORDS),
                "key_id",
                "text",
                Reach.WHOLE,
                row -> KeyJson.write(SigningKeyTable.record(row), clock.instant()))
            .filteredBy("state", "state = $1")
            .filteredBy("product_id", "product_id = $1::bigint")
            .filteredBy("global", "(product_id IS NULL) = $1::boolean")
            .filteredBy("algorithm", "algorithm = $1")
            .sortedBy("not_before", "not_before", "timestamptz")
            .sortedBy("created_at", "created_at", "timestamptz");
  }

  /** All operations. */
  public Map<String, AdminOperation> operations() {
    Map<String, AdminOperation> operations = new HashMap<>(backups.operations());
    operations.put("listSigningKeys", request -> list.page(pool, request).map(AdminAnswer::ok));
    operations.put("showSigningKey", request -> find(request).map(this::answer));
    operations.put("exportSigningKey", request -> find(request).map(SigningKeyOperations::pem));
    operations.put("generateSigningKey", this::generate);
    operations.put("importSigningKey", this::importKey);
    operations.put("rotateSigningKey", this::rotate);
    operations.put("retireSigningKey", this::retire);
    return Map.copyOf(operations);
  }

  private Future<AdminAnswer> generate(AdminRequest request) {
    return successor(request, SigningAlgorithm.RS256)
        .compose(
            successor -> {
              int bits = body(request).path("bits").asInt(KeyStrength.MINIMUM_BITS);
              return work.generate(bits).compose(made -> add(request, successor, made, "generate"));
            });
  }

  private Future<AdminAnswer> importKey(AdminRequest request) {
    JsonNode body = body(request);
    return successor(request, SigningAlgorithm.RS256)
        .compose(
            successor ->
                work.run(
                        () ->
                            KeyMaterial.read(
                                body.path("private_key").asText(),
                                body.path("passphrase").asText("")))
                    .compose(read -> add(request, successor, read, "import")));
  }

  /** The successor is generated before anything is locked, because that takes long. */
  private Future<AdminAnswer> rotate(AdminRequest request) {
    JsonNode body = body(request);
    return table
        .ofOwner(pool, productId(body))
        .compose(
            keys -> {
              KeyRecord last =
                  keys.stream().filter(KeyRecord::isOpen).reduce((a, b) -> b).orElse(null);
              if (last == null) {
                return KeyLifeCycle.refused(
                    Problem.conflict("There is no key to rotate: generate one"));
              }
              int bits = body.path("bits").asInt(Math.min(last.bits(), KeyMaterial.MAXIMUM_BITS));
              return successor(request, last.algorithm())
                  .compose(
                      successor ->
                          work.generate(bits)
                              .compose(made -> add(request, successor, made, "rotate")));
            });
  }

  private Future<AdminAnswer> add(
      AdminRequest request, Successor successor, KeyMaterial material, String action) {
    return changes
        .make(
            request.requiredActor(),
            request.address(),
            connection -> lifeCycle.add(connection, successor, material, action))
        .map(
            key ->
                AdminAnswer.created("/admin/v1/signing-keys/" + key.keyId(), json(key))
                    .withRevision(key.revision()));
  }

  private Future<AdminAnswer> retire(AdminRequest request) {
    JsonNode body = body(request);
    Retirement retirement;
    try {
      retirement =
          new Retirement(
              request.pathParameter("kid"),
              moment(body, "at"),
              seconds(body, "overlap"),
              body.path("compromised").asBoolean(),
              request.expectedRevision());
    } catch (ProblemException e) {
      return Future.failedFuture(e);
    }
    if (retirement.compromised() && (retirement.at() != null || retirement.overlap() != null)) {
      return KeyLifeCycle.refused(
          Problem.invalid("compromised", "ends the key at once: leave out at and overlap"));
    }
    return changes
        .make(
            request.requiredActor(),
            request.address(),
            connection -> lifeCycle.retire(connection, retirement))
        .map(key -> key.map(this::answer).orElseGet(AdminAnswer::noContent));
  }

  private Future<KeyRecord> find(AdminRequest request) {
    String keyId = request.pathParameter("kid");
    return table
        .find(pool, keyId)
        .compose(
            found ->
                found.isEmpty()
                    ? KeyLifeCycle.refused(Problem.notFound("signing key " + keyId))
                    : Future.succeededFuture(found.get()));
  }

  private AdminAnswer answer(KeyRecord key) {
    return AdminAnswer.ok(json(key)).withRevision(key.revision());
  }

  private ObjectNode json(KeyRecord key) {
    return KeyJson.write(key, clock.instant());
  }

  private static AdminAnswer pem(KeyRecord key) {
    return AdminAnswer.content(
        200, "application/x-pem-file", Buffer.buffer(PublicKeys.pem(key.publicKey())));
  }

  private Future<Successor> successor(AdminRequest request, SigningAlgorithm usual) {
    JsonNode body = body(request);
    Instant notBefore;
    try {
      notBefore = moment(body, "not_before");
    } catch (ProblemException e) {
      return Future.failedFuture(e);
    }
    Duration activateIn = seconds(body, "activate_in");
    if (notBefore != null && activateIn != null) {
      return KeyLifeCycle.refused(
          Problem.invalid("activate_in", "cannot be given together with not_before"));
    }
    return Future.succeededFuture(
        new Successor(
            productId(body),
            body.hasNonNull("algorithm")
                ? SigningAlgorithm.valueOf(body.path("algorithm").asText())
                : usual,
            notBefore,
            activateIn,
            seconds(body, "overlap"),
            body.path("replace_pending").asBoolean()));
  }

  private static JsonNode body(AdminRequest request) {
    return Objects.requireNonNullElseGet(
        request.body(), () -> JsonNodeFactory.instance.objectNode());
  }

  private static @Nullable Long productId(JsonNode body) {
    return body.hasNonNull("product_id") ? body.path("product_id").longValue() : null;
  }

  private static @Nullable Duration seconds(JsonNode body, String member) {
    return body.hasNonNull(member) ? Duration.ofSeconds(body.path(member).longValue()) : null;
  }

  private static @Nullable Instant moment(JsonNode body, String member) {
    if (!body.hasNonNull(member)) {
      return null;
    }
    try {
      return TimestampText.parse(body.path(member).asText()).truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw new ProblemException(
          Problem.invalid(member, "must be a time such as 2026-01-31T12:00:00Z"));
    }
  }
}
