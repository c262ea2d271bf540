package io.flagpost.admin.audit;

import static io.flagpost.testing.Futures.await;
import static io.flagpost.testing.Futures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.flagpost.admin.api.AdminAnswer;
import io.flagpost.admin.api.AdminOperation;
import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.ProblemException;
import io.flagpost.platform.kek.KeyWrapping;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditOperationsTest {
  private static final KeyWrapping WRAPPING = TestLog.wrapping(1);

  @TempDir static Path folder;
  private static TestLog log;
  private static Map<String, AdminOperation> operations;

  @BeforeAll
  static void writeLog() {
    log = new TestLog(folder);
    log.append(WRAPPING, 5);
    log.checkpoint(WRAPPING);
    AuditVerifier verifier =
        new AuditVerifier(log.vertx, log.pool, new AuditKeys(WRAPPING), log.checkpoints(WRAPPING));
    operations = new AuditOperations(log.pool, verifier).operations();
  }

  @AfterAll
  static void close() {
    log.close();
  }

  @Test
  void entriesAreListedPageByPageInBothOrders() throws IOException {
    JsonNode first = list(Map.of("limit", "3"));
    assertThat(numbers(first)).containsExactly(1L, 2L, 3L);
    JsonNode rest = list(Map.of("limit", "3", "cursor", first.get("next_cursor").asText()));
    assertThat(numbers(rest)).containsExactly(4L, 5L);
    assertThat(rest.get("next_cursor").isNull()).isTrue();
    assertThat(numbers(list(Map.of("sort", "-number", "limit", "2")))).containsExactly(5L, 4L);
  }

  @Test
  void entriesAreFiltered() throws IOException {
    assertThat(numbers(list(Map.of("action", "license.")))).hasSize(5);
    assertThat(numbers(list(Map.of("action", "licens%")))).isEmpty();
    assertThat(numbers(list(Map.of("actor", "alice")))).hasSize(5);
    assertThat(numbers(list(Map.of("actor", "bob")))).isEmpty();
    assertThat(numbers(list(Map.of("target", "license/3")))).containsExactly(3L);
    String third = list(Map.of()).get("items").get(2).get("at").asText();
    assertThat(numbers(list(Map.of("from", third)))).containsExactly(3L, 4L, 5L);
    assertThat(numbers(list(Map.of("to", third)))).containsExactly(1L, 2L);
  }

  @Test
  void aMomentThatIsNoneIsRefused() {
    Throwable refusal = failure(perform("listAuditEntries", Map.of(), Map.of("from", "soon")));
    assertThat(((ProblemException) refusal).problem().status()).isEqualTo(400);
  }

  @Test
  void anEntryIsShown() throws IOException {
    JsonNode entry = json(await(perform("getAuditEntry", Map.of("number", "2"), Map.of())));
    assertThat(entry.get("number").asLong()).isEqualTo(2);
    assertThat(entry.get("actor").asText()).isEqualTo("alice");
    assertThat(entry.get("before").get("status").asText()).isEqualTo("active");
    assertThat(entry.get("after").get("status").asText()).isEqualTo("blocked");
    assertThat(names(entry)).isEqualTo(required("AuditEntry"));
  }

  @Test
  void anEntryThatIsNotThereIsNotFound() {
    Throwable refusal = failure(perform("getAuditEntry", Map.of("number", "99"), Map.of()));
    assertThat(((ProblemException) refusal).problem().status()).isEqualTo(404);
  }

  @Test
  void theLogIsVerifiedByOneAtATime() throws IOException {
    Future<AdminAnswer> first = perform("verifyAuditLog", Map.of(), Map.of());
    Throwable refusal = failure(perform("verifyAuditLog", Map.of(), Map.of()));
    assertThat(((ProblemException) refusal).problem().status()).isEqualTo(503);

    JsonNode report = json(await(first));
    assertThat(report.get("valid").asBoolean()).isTrue();
    assertThat(report.get("entries").asLong()).isEqualTo(5);
    assertThat(report.get("head").get("number").asLong()).isEqualTo(5);
    assertThat(report.get("checkpoints").asLong()).isEqualTo(1);
    assertThat(report.get("problem").isNull()).isTrue();
    assertThat(report.get("warnings")).isEmpty();
    assertThat(report.get("checkpoint_fingerprint").asText()).matches("SHA256:[0-9a-f]{64}");
    assertThat(names(report)).isEqualTo(required("AuditReport"));

    log.tamper("UPDATE audit_entry SET actor_name = 'bob' WHERE number = 2");
    JsonNode invalid = json(await(perform("verifyAuditLog", Map.of(), Map.of())));
    log.tamper("UPDATE audit_entry SET actor_name = 'alice' WHERE number = 2");
    assertThat(invalid.get("valid").asBoolean()).isFalse();
    assertThat(invalid.get("problem").toString())
        .isEqualTo(
            "{\"entry\":2,\"kind\":\"changed\",\"explanation\":\"Entry 2 is not what was written\"}");
    assertThat(json(await(perform("verifyAuditLog", Map.of(), Map.of()))).get("valid").asBoolean())
        .isTrue();
  }

  @Test
  void theDescriptionNamesEveryOperationAndKindOfProblem() throws IOException {
    String text = description();
    assertThat(operations.keySet()).allMatch(id -> text.contains("operationId: " + id + "\n"));
    List<String> kinds = new ArrayList<>();
    JsonNode problem = schema("AuditReport").at("/properties/problem/properties/kind/enum");
    problem.forEach(kind -> kinds.add(kind.asText()));
    assertThat(kinds)
        .isEqualTo(
            Arrays.stream(AuditProblem.Kind.values())
                .map(AuditProblem.Kind::text)
                .collect(Collectors.toList()));
  }

  private static JsonNode list(Map<String, String> query) throws IOException {
    return json(await(perform("listAuditEntries", Map.of(), query)));
  }

  private static Future<AdminAnswer> perform(
      String operation, Map<String, String> path, Map<String, String> query) {
    Map<String, List<String>> values =
        query.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> List.of(each.getValue())));
    AdminRequest request =
        new AdminRequest(TestLog.ALICE, "", path, values, null, unused(HttpServerRequest.class));
    return Objects.requireNonNull(operations.get(operation)).perform(request);
  }

  private static <T> T unused(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  private static JsonNode json(AdminAnswer answer) throws IOException {
    List<Buffer> body = new ArrayList<>();
    HttpServerResponse response =
        (HttpServerResponse)
            Proxy.newProxyInstance(
                HttpServerResponse.class.getClassLoader(),
                new Class<?>[] {HttpServerResponse.class},
                (proxy, method, arguments) -> {
                  body.add((Buffer) arguments[0]);
                  return Future.succeededFuture();
                });
    await(Objects.requireNonNull(answer.writer()).apply(response));
    return new JsonMapper().readTree(body.get(0).getBytes());
  }

  private static List<Long> numbers(JsonNode page) {
    List<Long> numbers = new ArrayList<>();
    page.get("items").forEach(item -> numbers.add(item.get("number").asLong()));
    return numbers;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> required(String schema) throws IOException {
    List<String> names = new ArrayList<>();
    schema(schema).get("required").forEach(name -> names.add(name.asText()));
    return names;
  }

  private static JsonNode schema(String name) throws IOException {
    return new YAMLMapper().readTree(description()).at("/components/schemas/" + name);
  }

  private static String description() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            AuditOperationsTest.class.getResourceAsStream("/openapi/admin/audit.yaml"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
