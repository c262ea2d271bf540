package io.flagpost.admin.identity;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.Changes;
import io.flagpost.platform.kek.KeyEncryptionKey;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.testing.SettableClock;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sign-in on a real database, with passwords that are cheap to hash and a clock to be set. */
final class SignInRig {
  static final String ROOT = "root";
  static final String PASSWORD = "correct horse battery";
  static final String ADDRESS = "192.0.2.7";
  static final Duration ACCESS = Duration.ofMinutes(10);
  static final Duration SESSION = Duration.ofHours(12);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final PasswordHash.Cost CHEAP = new PasswordHash.Cost(64, 1, 1);
  private static final JsonMapper JSON = new JsonMapper();

  final Vertx vertx;
  final TestDatabase database = TestDatabase.create();
  final SettableClock clock = new SettableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  final RecordedAuditLog audit = new RecordedAuditLog();
  private final KeyEncryptionKey kek = new KeyEncryptionKey(RANDOM.generateSeed(32), RANDOM);
  final KeyWrapping wrapping = new KeyWrapping(kek, List.of());
  final Pool pool;
  final Changes changes;
  final PasswordHasher hasher;
  final IdentityService identity;
  final FirstAdministrator first;

  /** What an operation answered. */
  record Reply(int status, Map<String, String> headers, JsonNode body) {
    String text(String member) {
      return body.path(member).asText();
    }
  }

  SignInRig(Vertx vertx) {
    this(vertx, null);
  }

  SignInRig(Vertx vertx, @Nullable OidcSettings oidc) {
    this.vertx = vertx;
    pool = newPool();
    changes = new Changes(pool, audit);
    hasher = hasher(CHEAP);
    identity = await(openIdentity(pool, wrapping, hasher, oidc));
    first = new FirstAdministrator(pool, changes, hasher, clock);
    await(first.ensure(ROOT, PASSWORD));
  }

  /** Sign-in of one more node. */
  Future<IdentityService> openIdentity(
      Pool connections, KeyWrapping keys, PasswordHasher passwords, @Nullable OidcSettings oidc) {
    IdentitySettings settings = new IdentitySettings(ACCESS, SESSION, oidc);
    IdentityService opened =
        IdentityService.create(vertx, connections, changes, passwords, settings, RANDOM, clock);
    return opened.start(keys).map(opened);
  }

  /** With another key-encryption key in force, and the first one still there to open. */
  KeyWrapping rotatedTo(KeyEncryptionKey next) {
    return new KeyWrapping(next, List.of(kek));
  }

  Pool newPool() {
    return PgBuilder.pool()
        .connectingTo(database.connectOptions())
        .with(new PoolOptions().setMaxSize(20))
        .using(vertx)
        .build();
  }

  PasswordHasher hasher(PasswordHash.Cost cost) {
    return new PasswordHasher(vertx.createSharedWorkerExecutor("password", 1), RANDOM, cost);
  }

  /** The tokens of a new session. */
  ObjectNode signIn(String name, String password) {
    return (ObjectNode) login(name, password).body();
  }

  Reply login(String name, String password) {
    return open("login", ADDRESS, Map.of("name", name, "password", password));
  }

  Reply refresh(String token) {
    return open("refreshSession", ADDRESS, Map.of("refresh_token", token));
  }

  /** Whoever a bearer token belongs to. */
  Actor actor(String token) {
    return await(identity.authenticator().authenticate(token));
  }

  /** The status that a bearer token is refused with. */
  int refusal(String token) {
    return problem(identity.authenticator().authenticate(token)).status();
  }

  Actor root() {
    return actor(signIn(ROOT, PASSWORD).path("access_token").asText());
  }

  /** Makes an account and signs it in. */
  Actor member(String name, String role) {
    as(root(), "createAccount", Map.of(), Map.of("name", name, "role", role, "password", PASSWORD));
    return actor(signIn(name, PASSWORD).path("access_token").asText());
  }

  Reply open(String operation, String address, Map<String, ?> body) {
    return await(call(null, operation, address, Map.of(), Map.of(), body, null));
  }

  Reply as(Actor actor, String operation, Map<String, String> path, Map<String, ?> body) {
    return await(call(actor, operation, ADDRESS, path, Map.of(), body, null));
  }

  List<JsonNode> list(
      Actor actor, String operation, Map<String, String> path, Map<String, List<String>> query) {
    Reply reply = await(call(actor, operation, ADDRESS, path, query, Map.of(), null));
    List<JsonNode> items = new ArrayList<>();
    reply.body().path("items").forEach(items::add);
    return items;
  }

  /** The problem that an operation fails with. */
  Problem refused(
      @Nullable Actor actor, String operation, Map<String, String> path, Map<String, ?> body) {
    return problem(call(actor, operation, ADDRESS, path, Map.of(), body, null));
  }

  /** What an operation of another node fails with. */
  static Throwable failureOf(
      IdentityService node, @Nullable Actor actor, String operation, Map<String, ?> body) {
    return failure(
        Objects.requireNonNull(node.operations().get(operation), operation)
            .perform(
                new AdminRequest(
                    actor, ADDRESS, Map.of(), Map.of(), JSON.valueToTree(body), headers(null))));
  }

  static Problem problem(Future<?> future) {
    return ((ProblemException) failure(future)).problem();
  }

  Future<Reply> call(
      @Nullable Actor actor,
      String operation,
      String address,
      Map<String, String> path,
      Map<String, List<String>> query,
      Map<String, ?> body,
      @Nullable String ifMatch) {
    AdminRequest request =
        new AdminRequest(actor, address, path, query, JSON.valueToTree(body), headers(ifMatch));
    return Objects.requireNonNull(identity.operations().get(operation), operation)
        .perform(request)
        .compose(SignInRig::read);
  }

  /** A request as far as operations look at it: its headers. */
  private static HttpServerRequest headers(@Nullable String ifMatch) {
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            SignInRig.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (proxy, method, arguments) -> ifMatch);
  }

  private static Future<Reply> read(AdminAnswer answer) {
    var writer = answer.writer();
    if (writer == null) {
      return Future.succeededFuture(new Reply(answer.status(), answer.headers(), JSON.nullNode()));
    }
    Promise<Buffer> written = Promise.promise();
    Future<Void> unused =
        writer.apply(
            (HttpServerResponse)
                Proxy.newProxyInstance(
                    SignInRig.class.getClassLoader(),
                    new Class<?>[] {HttpServerResponse.class},
                    (proxy, method, arguments) -> {
                      written.complete((Buffer) arguments[0]);
                      return Future.succeededFuture();
                    }));
    return written.future().map(body -> new Reply(answer.status(), answer.headers(), json(body)));
  }

  private static JsonNode json(Buffer body) {
    try {
      return JSON.readTree(body.getBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
