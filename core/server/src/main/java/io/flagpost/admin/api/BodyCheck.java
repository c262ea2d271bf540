package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.platform.coding.Content;
import io.flagpost.platform.coding.ContentCoding;
import io.flagpost.platform.web.admission.LoopAdmission;
import io.flagpost.platform.web.admission.LoopAdmission.Permit;
import io.flagpost.platform.web.body.Expectation;
import io.flagpost.platform.web.body.LimitedBodies;
import io.flagpost.platform.web.framing.UnreadableBodyException;
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
 * Reads a request's JSON body and validates it against the description. Bodies of other types are
 * left to the operation, unread.
 */
final class BodyCheck {
  private static final Set<String> CODINGS = Set.of("gzip", "x-gzip", "deflate", "identity");

  private final ContractSchemas schemas;
  private final Vertx vertx;
  private final LoopAdmission loopAdmission;

  /**
   * @param loopAdmission admits requests whose bodies are read here
   */
  BodyCheck(Vertx vertx, LoopAdmission loopAdmission, ContractSchemas schemas) {
    this.vertx = vertx;
    this.loopAdmission = loopAdmission;
    this.schemas = schemas;
  }

  /**
   * The body of a request.
   *
   * @param json the body, if it is JSON and there is one; fails with a {@link ProblemException} if
   *     it is refused
   * @param permit its place among the admitted requests; null if it needs none
   */
  record Taken(Future<Optional<JsonNode>> json, @Nullable Permit permit) implements AutoCloseable {

    /** The request has been answered. */
    @Override
    public void close() {
      if (permit != null) {
        permit.close();
      }
    }
  }

  /**
   * Reads the body.
   *
   * @param request paused; still paused afterwards if the body is not JSON
   */
  Taken take(Operation operation, HttpServerRequest request) {
    RequestBody expected = operation.body();
    if (expected == null) {
      return new Taken(nothing(request), null);
    }
    String mediaType = mediaType(request);
    if (mediaType != null && !RequestBody.isJson(mediaType)) {
      return new Taken(stream(expected, mediaType, request), null);
    }
    if (!(loopAdmission.tryEnter(request) instanceof Permit permit)) {
      return new Taken(refused(noRoom()), null);
    }
    return new Taken(read(operation, expected, mediaType, request, permit), permit);
  }

  private Future<Optional<JsonNode>> nothing(HttpServerRequest request) {
    return LimitedBodies.discard(vertx, request)
        .map(
            empty -> {
              if (LimitedBodies.isBroken(request)) {
                throw new ProblemException(Problems.malformed());
              }
              if (!empty) {
                throw new ProblemException(
                    Problem.invalid(StrictJson.BODY, "is not expected here"));
              }
              return Optional.empty();
            });
  }

  private static Future<Optional<JsonNode>> stream(
      RequestBody expected, String mediaType, HttpServerRequest request) {
    if (!expected.contents().containsKey(mediaType)) {
      return refused(unknown(expected));
    }
    if (Expectation.isWaiting(request)) {
      request.response().writeContinue();
    }
    return Future.succeededFuture(Optional.empty());
  }

  private Future<Optional<JsonNode>> read(
      Operation operation,
      RequestBody expected,
      @Nullable String mediaType,
      HttpServerRequest request,
      Permit permit) {
    int limit =
        operation.permission() == null
            ? AdminSettings.STRANGERS_BODY_LIMIT
            : AdminSettings.BODY_LIMIT;
    RequestBody.Content content = mediaType == null ? null : expected.contents().get(mediaType);
    if (mediaType != null && content == null) {
      return refused(unknown(expected));
    }
    String coding = String.join(", ", request.headers().getAll("Content-Encoding"));
    if (!areKnown(coding)) {
      return refused(Problems.unsupportedMediaType("Content-Encoding must be gzip or deflate"));
    }
    return new LimitedBodies(vertx, limit)
        .read(request, permit)
        .recover(failure -> Future.failedFuture(explained(failure, limit)))
        .map(
            body -> {
              if (permit.bodyRead() != permit) {
                throw new ProblemException(noRoom());
              }
              return content == null
                  ? nothing(expected, body)
                  : Optional.ofNullable(json(expected, content, coding, body, limit, permit));
            });
  }

  private static Throwable explained(Throwable failure, int limit) {
    if (!(failure instanceof UnreadableBodyException body)) {
      return failure;
    }
    return switch (body.reason()) {
      case TOO_LARGE -> new ProblemException(Problems.tooLarge(limit));
      case NO_ROOM -> new ProblemException(noRoom());
      case MALFORMED -> failure;
    };
  }

  private static Problem unknown(RequestBody expected) {
    return Problems.unsupportedMediaType(
        "The body must be " + String.join(" or ", expected.contents().keySet()));
  }

  private static Problem noRoom() {
    return Problem.unavailable("The gateway is overloaded");
  }

  private static Optional<JsonNode> nothing(RequestBody expected, Buffer body) {
    if (body.length() > 0) {
      throw new ProblemException(
          Problems.unsupportedMediaType("The request must have a Content-Type"));
    }
    if (expected.required()) {
      throw new ProblemException(Problem.invalid(StrictJson.BODY, "is missing"));
    }
    return Optional.empty();
  }

  private @Nullable JsonNode json(
      RequestBody expected,
      RequestBody.Content content,
      String coding,
      Buffer body,
      int limit,
      Permit permit) {
    if (body.length() == 0 && !expected.required()) {
      return null;
    }
    byte[] text = unpacked(body, coding, limit);
    if (permit.take(text.length) != permit) {
      throw new ProblemException(noRoom());
    }
    JsonNode value = StrictJson.read(text);
    List<FieldError> errors = schemas.check(value, content.schemaPointer(), "");
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.invalid(errors));
    }
    return value;
  }

  private static byte[] unpacked(Buffer body, String coding, int limit) {
    Content content = ContentCoding.decode(body.getBytes(), coding, limit);
    if (content instanceof Content.Plain plain) {
      return plain.bytes();
    }
    throw new ProblemException(
        content instanceof Content.TooLarge
            ? Problems.tooLarge(limit)
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
