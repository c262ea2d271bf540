package io.flagpost.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.coding.Content;
import io.flagpost.coding.ContentCoding;
import io.flagpost.web.Expectation;
import io.flagpost.web.LimitedBodies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's JSON body and holds it against the description. Bodies of other types are left
 * to the operation, unread.
 */
final class BodyCheck {
  /** The largest body, packed and unpacked. */
  static final int LIMIT = 1 << 20;

  private static final Set<String> CODINGS = Set.of("gzip", "x-gzip", "deflate", "identity");

  private final ContractSchemas schemas;
  private final LimitedBodies bodies;

  BodyCheck(Vertx vertx, ContractSchemas schemas) {
    this.schemas = schemas;
    this.bodies = new LimitedBodies(vertx, LIMIT);
  }

  /**
   * The body, if it is JSON and there is one. Fails with a {@link ProblemException} if it cannot be
   * taken.
   *
   * @param request paused; if the body is not JSON it still is afterwards
   */
  Future<Optional<JsonNode>> read(Operation operation, HttpServerRequest request) {
    RequestBody expected = operation.body();
    String mediaType = mediaType(request);
    if (expected == null || mediaType == null) {
      return bodies.read(request).map(body -> nothing(expected, body));
    }
    RequestBody.Content content = expected.contents().get(mediaType);
    if (content == null) {
      return refused(
          Problems.unsupportedMediaType(
              "The body must be " + String.join(" or ", expected.contents().keySet())));
    }
    if (!RequestBody.isJson(mediaType)) {
      if (Expectation.isWaiting(request)) {
        request.response().writeContinue();
      }
      return Future.succeededFuture(Optional.empty());
    }
    String coding = String.join(", ", request.headers().getAll("Content-Encoding"));
    if (!areKnown(coding)) {
      return refused(Problems.unsupportedMediaType("Content-Encoding must be gzip or deflate"));
    }
    return bodies
        .read(request)
        .map(body -> Optional.ofNullable(json(expected, content, coding, body)));
  }

  private static Optional<JsonNode> nothing(@Nullable RequestBody expected, Buffer body) {
    if (body.length() > 0) {
      throw expected == null
          ? new ProblemException(Problem.invalid(StrictJson.BODY, "is not expected here"))
          : new ProblemException(
              Problems.unsupportedMediaType("The body must say its Content-Type"));
    }
    if (expected != null && expected.required()) {
      throw new ProblemException(Problem.invalid(StrictJson.BODY, "is missing"));
    }
    return Optional.empty();
  }

  private @Nullable JsonNode json(
      RequestBody expected, RequestBody.Content content, String coding, Buffer body) {
    if (body.length() == 0 && !expected.required()) {
      return null;
    }
    JsonNode value = StrictJson.read(unpacked(body, coding));
    List<FieldError> errors = schemas.check(value, content.schemaPointer(), "");
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.invalid(errors));
    }
    return value;
  }

  private static byte[] unpacked(Buffer body, String coding) {
    Content content = ContentCoding.decode(body.getBytes(), coding, LIMIT);
    if (content instanceof Content.Plain plain) {
      return plain.bytes();
    }
    throw new ProblemException(
        content instanceof Content.TooLarge
            ? Problems.tooLarge(LIMIT)
            : Problem.invalid("Content-Encoding", "does not describe the body, which is damaged"));
  }

  private static @Nullable String mediaType(HttpServerRequest request) {
    String header = request.getHeader("Content-Type");
    if (header == null || header.isBlank()) {
      return null;
    }
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static boolean areKnown(String codings) {
    return Stream.of(codings.split(",", -1))
        .map(coding -> coding.strip().toLowerCase(Locale.ROOT))
        .allMatch(coding -> coding.isEmpty() || CODINGS.contains(coding));
  }

  private static <T> Future<T> refused(Problem problem) {
    return Future.failedFuture(new ProblemException(problem));
  }
}
