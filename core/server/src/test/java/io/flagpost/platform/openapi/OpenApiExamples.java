package io.flagpost.platform.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The examples of the OpenAPI file as exchanges that can be held against a running gateway. Which
 * request belongs to which answer, the file says itself, under {@code x-flagpost-extensions}.
 *
 * <p>Reading fails if an example is left over: a request without an answer, or an answer that no
 * request gets and that does not say why.
 */
public final class OpenApiExamples {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
  private static final String SEND = "/api/v1/send-telemetry-data";

  private final JsonNode document;
  private final List<OpenApiExample> exchanges = new ArrayList<>();
  private final Set<String> notOnDemand = new LinkedHashSet<>();

  private OpenApiExamples(JsonNode document) {
    this.document = document;
  }

  /** Reads the file that the gateway serves. */
  public static OpenApiExamples load() {
    try {
      return of(new JsonMapper().readTree(Descriptions.ofPublicListener()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static OpenApiExamples of(JsonNode document) {
    var examples = new OpenApiExamples(document);
    document
        .at("/paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .filter(operation -> METHODS.contains(operation.getKey()))
                    .forEach(
                        operation ->
                            examples.readOperation(
                                path.getKey(), operation.getKey(), operation.getValue())));
    return examples;
  }

  /** The whole file. */
  public JsonNode document() {
    return document;
  }

  /** Every documented exchange, in the order of the file. */
  public List<OpenApiExample> exchanges() {
    return List.copyOf(exchanges);
  }

  /** The answers that cannot be called up at will, by the name of their example. */
  public Set<String> notOnDemand() {
    return Set.copyOf(notOnDemand);
  }

  private void readOperation(String path, String httpMethod, JsonNode operation) {
    String method = httpMethod.toUpperCase(Locale.ROOT);
    Map<String, Answer> answers = answers(operation);
    var unclaimed = new LinkedHashSet<>(answers.keySet());

    JsonNode contents = resolve(operation.path("requestBody")).path("content");
    contents
        .properties()
        .forEach(
            content ->
                content
                    .getValue()
                    .path("examples")
                    .properties()
                    .forEach(
                        request -> {
                          String answer = answerName(request.getKey(), request.getValue());
                          unclaimed.remove(answer);
                          exchanges.add(
                              withBody(
                                  method,
                                  path,
                                  content.getKey(),
                                  request.getKey(),
                                  request.getValue(),
                                  named(answers, answer)));
                        }));

    answers.forEach(
        (name, answer) -> {
          JsonNode request = answer.example().path("x-flagpost-request");
          if (!request.isMissingNode()) {
            unclaimed.remove(name);
            exchanges.add(withoutBody(method, path, name, request, answer));
          }
          if (answer.example().has("x-flagpost-not-on-demand")) {
            unclaimed.remove(name);
            notOnDemand.add(name);
          }
        });
    if (!unclaimed.isEmpty()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "%s %s: no request gets the answers %s", method, path, unclaimed));
    }
  }

  private Map<String, Answer> answers(JsonNode operation) {
    var answers = new LinkedHashMap<String, Answer>();
    operation
        .path("responses")
        .properties()
        .forEach(
            response ->
                resolve(response.getValue())
                    .path("content")
                    .properties()
                    .forEach(
                        content ->
                            content
                                .getValue()
                                .path("examples")
                                .properties()
                                .forEach(
                                    example ->
                                        add(
                                            answers,
                                            example.getKey(),
                                            new Answer(
                                                Integer.parseInt(response.getKey()),
                                                content.getKey(),
                                                example.getValue())))));
    return answers;
  }

  private static void add(Map<String, Answer> answers, String name, Answer answer) {
    if (answers.put(name, answer) != null) {
      throw new IllegalStateException("two answers are called " + name);
    }
  }

  private static Answer named(Map<String, Answer> answers, String name) {
    Answer answer = answers.get(name);
    if (answer == null) {
      throw new IllegalStateException("no answer is called " + name);
    }
    return answer;
  }

  private static String answerName(String requestName, JsonNode request) {
    return request.path("x-flagpost-answer").asText(requestName);
  }

  private static OpenApiExample withBody(
      String method, String path, String mediaType, String name, JsonNode request, Answer answer) {
    var headers = headers(request.path("x-flagpost-headers"));
    headers.put("Content-Type", RequestEncoder.contentType(mediaType));
    return answer.to(
        String.format(Locale.ROOT, "%s %s %s", method, path, name),
        method,
        path,
        headers,
        RequestEncoder.encode(mediaType, request.path("value")),
        null);
  }

  private OpenApiExample withoutBody(
      String documentedMethod, String path, String name, JsonNode request, Answer answer) {
    String method = request.path("method").asText(documentedMethod);
    String query = RequestEncoder.form(request.path("query"));
    byte[] body = new byte[request.path("bodyLength").asInt(0)];
    Arrays.fill(body, (byte) 'x');
    return answer.to(
        String.format(Locale.ROOT, "%s %s -> %s", method, path, name),
        method,
        query.isEmpty() ? path : path + "?" + query,
        headers(request.path("headers")),
        body,
        request.has("after") ? sendExample(request.path("after").asText()) : null);
  }

  private OpenApiExample sendExample(String name) {
    return exchanges.stream()
        .filter(
            exchange ->
                exchange.name().equals(String.format(Locale.ROOT, "POST %s %s", SEND, name)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nothing to send is called " + name));
  }

  private static Map<String, String> headers(JsonNode documented) {
    var headers = new TreeMap<String, String>();
    documented.properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    return headers;
  }

  private JsonNode resolve(JsonNode node) {
    String reference = node.path("$ref").asText("");
    if (reference.isEmpty()) {
      return node;
    }
    JsonNode target =
        reference.startsWith("#") ? document.at(reference.substring(1)) : MissingNode.getInstance();
    if (target.isMissingNode()) {
      throw new IllegalStateException("nothing at " + reference);
    }
    return target;
  }

  private record Answer(int status, String mediaType, JsonNode example) {
    OpenApiExample to(
        String name,
        String method,
        String target,
        Map<String, String> headers,
        byte[] body,
        @Nullable OpenApiExample before) {
      return new OpenApiExample(
          name,
          method,
          target,
          Map.copyOf(headers),
          body,
          status,
          mediaType,
          example.path("value"),
          before);
    }
  }
}
