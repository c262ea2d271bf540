package io.flagpost.admin.keys;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Changes;
import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.signing.KeyRing;
import io.flagpost.signing.SignatureProvider;
import io.flagpost.signing.SigningKeyStore;
import io.flagpost.signing.TestKeyRings;
import io.flagpost.testing.SettableClock;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The operations on signing keys on a database of its own, with a global key that signs and the
 * products 7 and 8; and requests as the admin listener would hand them on.
 */
final class KeyDesk implements AutoCloseable {
  static final Instant START = Instant.parse("2026-05-06T07:08:09Z");
  static final Duration LEAD = Duration.ofMinutes(10);
  static final Duration RETIRE_AFTER = Duration.ofDays(30);

  private static final JsonMapper JSON = new JsonMapper();
  private static final SecureRandom RANDOM = new SecureRandom();

  final TestDatabase database = TestDatabase.create();
  final SettableClock clock = new SettableClock(START);
  final Vertx vertx = Vertx.vertx();
  final Pool pool =
      PgBuilder.pool()
          .with(new PoolOptions().setMaxSize(10))
          .connectingTo(database.connectOptions())
          .using(vertx)
          .build();
  final KeyEncryptionKey kek = new KeyEncryptionKey(RANDOM.generateSeed(32), RANDOM);
  final SignatureProvider provider = SignatureProvider.choose();
  final KeyWrapping wrapping = new KeyWrapping(kek, List.of());

  /** What was written down, in order. */
  final List<AuditEvent> audited = new CopyOnWriteArrayList<>();

  final Changes changes =
      new Changes(
          pool,
          (connection, actor, address, events) -> {
            audited.addAll(events);
            return Future.succeededFuture();
          });

  private final Map<String, AdminOperation> operations;

  /** With a clock that is set by the test. */
  KeyDesk() {
    this(null);
  }

  /**
   * @param other a clock instead of the one that is set by the test
   */
  KeyDesk(@Nullable Clock other) {
    Clock used = other == null ? clock : other;
    operations =
        new SigningKeyOperations(
                pool,
                changes,
                wrapping,
                new KeyWork(vertx, provider),
                new KeySettings(LEAD, RETIRE_AFTER),
                used,
                RANDOM)
            .operations();
    await(pool.query("INSERT INTO product (id, name) VALUES (7, 'Seven'), (8, 'Eight')").execute());
    await(store(used).ensureGlobalKey());
  }

  SigningKeyStore store(Clock used) {
    return new SigningKeyStore(vertx, pool, wrapping, provider, used);
  }

  /** What a node that is started now has. */
  KeyRing ring() {
    return await(TestKeyRings.load(store(clock)));
  }

  String globalKid() {
    return ring().keyFor(null, clock.instant()).keyId();
  }

  /** JSON with ' for ". */
  Call call(String operation, String body) {
    return new Call(operation, "", json(body));
  }

  Call call(String operation, JsonNode body) {
    return new Call(operation, "", body);
  }

  Call call(String operation, String kid, String body) {
    return new Call(operation, kid, json(body));
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  /** One request. */
  final class Call {
    private final String operation;
    private final String kid;
    private final JsonNode body;
    private @Nullable String ifMatch;
    private Map<String, List<String>> query = Map.of();

    private Call(String operation, String kid, JsonNode body) {
      this.operation = operation;
      this.kid = kid;
      this.body = body;
    }

    Call ifMatch(long revision) {
      ifMatch = "\"" + revision + "\"";
      return this;
    }

    Call query(String name, String value) {
      query = Map.of(name, List.of(value));
      return this;
    }

    Future<AdminAnswer> send() {
      AdminRequest request =
          new AdminRequest(
              Actor.gateway(), "192.0.2.1", Map.of("kid", kid), query, body, http(ifMatch));
      return Objects.requireNonNull(operations.get(operation), operation).perform(request);
    }

    /** The text of the answer, which has to be of this status. */
    String text(int status) {
      AdminAnswer answer = await(send());
      assertThat(answer.status()).isEqualTo(status);
      AtomicReference<String> sent = new AtomicReference<>("null");
      if (answer.writer() != null) {
        await(answer.writer().apply(response(sent)));
      }
      return Objects.requireNonNull(sent.get());
    }

    JsonNode gives(int status) {
      try {
        return JSON.readTree(text(status));
      } catch (JsonProcessingException e) {
        throw new AssertionError(e);
      }
    }

    /** The problem, which has to be of this status. */
    Problem refused(int status) {
      Throwable failure = failure(send());
      assertThat(failure).isInstanceOf(ProblemException.class);
      Problem problem = ((ProblemException) failure).problem();
      assertThat(problem.status()).as(problem.toString()).isEqualTo(status);
      return problem;
    }
  }

  private static HttpServerResponse response(AtomicReference<String> sent) {
    return (HttpServerResponse)
        Proxy.newProxyInstance(
            KeyDesk.class.getClassLoader(),
            new Class<?>[] {HttpServerResponse.class},
            (proxy, method, arguments) -> {
              sent.set(((Buffer) arguments[0]).toString());
              return Future.succeededFuture();
            });
  }

  private static HttpServerRequest http(@Nullable String ifMatch) {
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            KeyDesk.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getHeader")) {
                return ifMatch;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
