package io.flagpost.admin.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request to an {@link AdminOperation}. It is valid: parameters and body have the types, lengths
 * and values that the description allows.
 *
 * @param actor the caller; null for operations that need no token
 * @param address the client address
 * @param path the parameters in the path, decoded
 * @param query the query parameters, decoded, each with its values in the order sent, and with the
 *     defaults of the description
 * @param body the JSON body; null if there is none, or if the operation takes no JSON
 * @param http the request itself: its headers and, for an operation that takes no JSON, its body,
 *     paused
 * @param right asks again who the caller is and whether it may do this, as at the beginning; see
 *     {@link #confirmRight}
 */
public record AdminRequest(
    @Nullable Actor actor,
    String address,
    Map<String, String> path,
    Map<String, List<String>> query,
    @Nullable JsonNode body,
    HttpServerRequest http,
    Supplier<Future<Actor>> right) {
  /**
   * A strong entity tag; the quotation marks may be missing, because people often leave them out.
   */
  private static final Pattern REVISION = Pattern.compile("(\"?)([0-9]{1,18})\\1");

  public AdminRequest {
    path = Map.copyOf(path);
    query = Map.copyOf(query);
  }

  /** One whose answer is short, so that nobody asks again for the caller's right to it. */
  public AdminRequest(
      @Nullable Actor actor,
      String address,
      Map<String, String> path,
      Map<String, List<String>> query,
      @Nullable JsonNode body,
      HttpServerRequest http) {
    this(
        actor,
        address,
        path,
        query,
        body,
        http,
        () -> Future.failedFuture(new IllegalStateException("the answer is a short one")));
  }

  /**
   * Asks again whether the caller may do this, because its session or token may have ended, or its
   * rights may have changed, since the answer began. An answer that goes on for long asks before
   * each part that it sends. On the request's event loop.
   *
   * @return the caller with its present limit; fails with a {@link ProblemException} of status 401
   *     or 403 if it may not any more, and with something else if nobody can tell now
   */
  public Future<Actor> confirmRight() {
    return right.get();
  }

  /** The caller. Only for operations that need a token. */
  public Actor requiredActor() {
    return Objects.requireNonNull(actor, "the operation needs no token");
  }

  /** What the caller is limited to. Only for operations that need a token. */
  public Scope scope() {
    return requiredActor().scope();
  }

  /** The body. Only for operations whose body is required. */
  public JsonNode requiredBody() {
    return Objects.requireNonNull(body, "the operation has no required body");
  }

  /** A parameter of the path. */
  public String pathParameter(String name) {
    return Objects.requireNonNull(path.get(name), name);
  }

  /** A query parameter with at most one value. */
  public Optional<String> queryParameter(String name) {
    return Optional.ofNullable(query.get(name)).map(values -> values.get(0));
  }

  /**
   * The revision that {@code If-Match} requires; empty if there is no such header or it is {@code
   * *}.
   *
   * @throws ProblemException if it is not an entity tag of ours
   */
  public OptionalLong expectedRevision() {
    String tag = http.getHeader("If-Match");
    if (tag == null || tag.strip().equals("*")) {
      return OptionalLong.empty();
    }
    Matcher revision = REVISION.matcher(tag.strip());
    if (!revision.matches()) {
      throw new ProblemException(
          Problem.invalid("If-Match", "must be the ETag of an earlier answer, such as \"7\""));
    }
    return OptionalLong.of(Long.parseLong(revision.group(2)));
  }
}
