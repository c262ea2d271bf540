package io.flagpost.admin.records;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Changes;
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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The registrar on a database of its own, and requests as the admin listener would hand them on.
 */
final class Registrar implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  final TestDatabase database = TestDatabase.create();
  final Vertx vertx = Vertx.vertx();
  final Pool pool =
      PgBuilder.pool()
          .with(new PoolOptions().setMaxSize(20))
          .connectingTo(
              database.connectOptions().addProperty("plan_cache_mode", "force_custom_plan"))
          .using(vertx)
          .build();

  /** What was written down, in order. */
  final List<AuditEvent> audited = new CopyOnWriteArrayList<>();

  private final Map<String, AdminOperation> operations =
      new RegistrarOperations(
              pool,
              new Changes(
                  pool,
                  (connection, actor, address, events) -> {
                    audited.addAll(events);
                    return Future.succeededFuture();
                  }),
              new SecureRandom(),
              Clock.systemUTC())
          .operations();

  /** One request, in the making. */
  final class Call {
    private final String operation;
    private final Map<String, String> path = new LinkedHashMap<>();
    private final Map<String, List<String>> query = new LinkedHashMap<>();
    private @Nullable JsonNode body;
    private @Nullable String ifMatch;

    private Call(String operation) {
      this.operation = operation;
    }

    Call path(String name, Object value) {
      path.put(name, value.toString());
      return this;
    }

    Call query(String name, Object value) {
      query.put(name, List.of(value.toString()));
      return this;
    }

    /** JSON, with ' for ". */
    Call body(String json) {
      body = json(json);
      return this;
    }

    Call ifMatch(long revision) {
      ifMatch = "\"" + revision + "\"";
      return this;
    }

    Future<AdminAnswer> send() {
      return Objects.requireNonNull(operations.get(operation), operation)
          .perform(
              new AdminRequest(Actor.gateway(), "192.0.2.1", path, query, body, request(ifMatch)));
    }

    /** The body of the answer, which has to be of this status. */
    JsonNode gives(int status) {
      AdminAnswer answer = await(send());
      assertThat(answer.status()).isEqualTo(status);
      return Registrar.body(answer);
    }

    AdminAnswer answer() {
      return await(send());
    }

    /** The problem, which has to be of this status. */
    Problem refused(int status) {
      Throwable failure = failure(send());
      assertThat(failure).isInstanceOf(ProblemException.class);
      Problem problem = ((ProblemException) failure).problem();
      assertThat(problem.status()).isEqualTo(status);
      return problem;
    }
  }

  Call call(String operation) {
    return new Call(operation);
  }

  Set<String> operationIds() {
    return operations.keySet();
  }

  /** Forgets all records and what was written down of them. */
  void clear() throws SQLException {
    execute("TRUNCATE product, license, block_list, api_key CASCADE");
    audited.clear();
  }

  /** A license of product 1, which is made if it is not there. */
  long license() {
    product(1);
    return call("createLicense").body("{'product_id': 1}").gives(201).path("id").asLong();
  }

  void product(long id) {
    call("putProduct").path("id", id).body("{'name': 'Product'}").answer();
  }

  void execute(String sql) throws SQLException {
    database.execute(sql);
  }

  long count(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet counted = statement.executeQuery(sql)) {
      counted.next();
      return counted.getLong(1);
    }
  }

  AuditEvent lastAudited() {
    return audited.get(audited.size() - 1);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static JsonNode body(AdminAnswer answer) {
    AtomicReference<String> sent = new AtomicReference<>("null");
    if (answer.writer() != null) {
      HttpServerResponse response =
          (HttpServerResponse)
              Proxy.newProxyInstance(
                  Registrar.class.getClassLoader(),
                  new Class<?>[] {HttpServerResponse.class},
                  (proxy, method, arguments) -> {
                    sent.set(((Buffer) arguments[0]).toString());
                    return Future.succeededFuture();
                  });
      await(answer.writer().apply(response));
    }
    return json(Objects.requireNonNull(sent.get()));
  }

  private static HttpServerRequest request(@Nullable String ifMatch) {
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            Registrar.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getHeader")) {
                return "If-Match".equals(arguments[0].toString()) ? ifMatch : null;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
