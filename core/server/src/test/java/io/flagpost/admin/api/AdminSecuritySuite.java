package io.flagpost.admin.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flagpost.evidence.Evidence;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * Holds a running gateway to what the description says of tokens, operation by operation: made from
 * the description, it cannot forget a new one. For a {@code @TestFactory}.
 */
public final class AdminSecuritySuite {
  /** The operations that may do without a token. */
  public static final Set<String> OPEN =
      Set.of(
          "login",
          "refreshSession",
          "getReadiness",
          "getLiveness",
          "getMetrics",
          "getOpenApi",
          "getDocs",
          "getDocsFile");

  /** A token that is no longer may occur in an answer by chance. */
  private static final int A_WORD = 20;

  private static final Set<Permission> ALL = EnumSet.allOf(Permission.class);

  /**
   * A token that must not get in.
   *
   * @param name what is wrong with it
   * @param token the token; null for none
   * @param status the answer, 401 or 403
   * @param refusedFor the permissions that it must not have; operations that ask for another are
   *     not called with it
   */
  public record BadToken(
      String name, @Nullable String token, int status, Set<Permission> refusedFor) {

    public BadToken {
      refusedFor = Set.copyOf(refusedFor);
    }

    /** No token at all. */
    public static BadToken missing() {
      return new BadToken("none", null, 401, ALL);
    }

    /** One that is of no use for anything: expired, revoked, forged. */
    public static BadToken unusable(String name, String token) {
      return new BadToken(name, token, 401, ALL);
    }

    /** A good one of somebody who may not do everything. */
    public static BadToken underprivileged(Role role, String token) {
      Set<Permission> refused =
          Arrays.stream(Permission.values())
              .filter(permission -> !role.may(permission))
              .collect(Collectors.toSet());
      return new BadToken("that of " + role.name(), token, 403, refused);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final AdminContract contract;
  private final URI url;

  /**
   * @param url the admin listener
   */
  public AdminSecuritySuite(AdminContract contract, URI url) {
    this.contract = contract;
    this.url = url;
  }

  /** A test for each operation and each token that it must refuse. */
  public Stream<DynamicTest> tests(Collection<BadToken> tokens) {
    return contract.operations().stream()
        .filter(operation -> operation.permission() != null)
        .flatMap(
            operation ->
                tokens.stream()
                    .filter(token -> token.refusedFor().contains(operation.permission()))
                    .map(
                        token ->
                            dynamicTest(
                                operation.id() + " refuses the token " + token,
                                () -> assertRefused(operation, token))));
  }

  /** That no operation is open but those that may be. */
  public void assertOnlyTheAllowedAreOpen() {
    Set<String> open =
        contract.operations().stream()
            .filter(operation -> operation.permission() == null)
            .map(Operation::id)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(open).containsExactlyInAnyOrderElementsOf(OPEN);
  }

  private void assertRefused(Operation operation, BadToken token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path(operation)))
            .method(operation.method(), BodyPublishers.noBody());
    if (token.token() != null) {
      request.header("Authorization", "Bearer " + token.token());
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    Evidence.answer(operation.method() + " " + operation.path(), answer.body().getBytes(UTF_8));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(token.status());
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = new JsonMapper().readTree(answer.body());
    assertThat(problem.get("type").asText())
        .isEqualTo(
            "urn:flagpost:problem:" + (token.status() == 401 ? "unauthorized" : "forbidden"));
    assertThat(problem.get("status").asInt()).isEqualTo(token.status());
    if (token.status() == 401) {
      assertThat(answer.headers().firstValue("WWW-Authenticate"))
          .hasValueSatisfying(scheme -> assertThat(scheme).startsWith("Bearer"));
    }
    if (token.token() != null && token.token().length() > A_WORD) {
      assertThat(answer.body()).doesNotContain(token.token());
    }
  }

  /** The path with a value for each parameter, as far as its schema asks for one. */
  private static String path(Operation operation) {
    String path = operation.path();
    for (Parameter parameter : operation.parametersIn(Parameter.Location.PATH).toList()) {
      path = path.replace("{" + parameter.name() + "}", dummy(parameter.schema()));
    }
    return path;
  }

  private static String dummy(JsonNode schema) {
    if (schema.has("enum")) {
      return schema.get("enum").get(0).asText();
    }
    return switch (schema.path("type").asText()) {
      case "integer", "number" -> "1";
      case "boolean" -> "true";
      default ->
          schema.path("format").asText().equals("uuid")
              ? "00000000-0000-7000-8000-000000000000"
              : "x".repeat(Math.max(1, schema.path("minLength").asInt()));
    };
  }
}
