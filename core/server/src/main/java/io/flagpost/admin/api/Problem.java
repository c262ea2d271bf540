package io.flagpost.admin.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Why a request was refused, in the format of RFC 9457.
 *
 * @param status the HTTP status
 * @param type the last part of the problem's URI, such as {@code stale}
 * @param title the kind of problem, the same for all problems of a type
 * @param detail what happened in this case; contains no secret
 * @param errors the invalid fields, if any
 * @param headers headers of the answer
 */
public record Problem(
    int status,
    String type,
    String title,
    String detail,
    List<FieldError> errors,
    Map<String, String> headers) {

  public Problem {
    errors = List.copyOf(errors);
    headers = Map.copyOf(headers);
  }

  /** 400: the request, or a part of it, cannot be read or is invalid by the description. */
  public static Problem invalid(List<FieldError> errors) {
    return new Problem(400, "invalid", "Invalid request", "See errors", errors, Map.of());
  }

  /** 400 for one field. */
  public static Problem invalid(String field, String reason) {
    return invalid(List.of(new FieldError(field, reason)));
  }

  /** 401: no valid token. */
  public static Problem unauthorized(String detail) {
    return new Problem(
        401,
        "unauthorized",
        "Not signed in",
        detail,
        List.of(),
        Map.of("WWW-Authenticate", "Bearer"));
  }

  /** 403: a valid token without the permission. */
  public static Problem forbidden(String detail) {
    return new Problem(403, "forbidden", "Not permitted", detail, List.of(), Map.of());
  }

  /** 404: {@code what}, such as {@code license 42}, does not exist. */
  public static Problem notFound(String what) {
    return new Problem(404, "not-found", "Not found", "There is no " + what, List.of(), Map.of());
  }

  /** 409: the current state does not allow it. */
  public static Problem conflict(String detail) {
    return conflict(detail, List.of());
  }

  /** 409 because of some fields. */
  public static Problem conflict(String detail, List<FieldError> errors) {
    return new Problem(409, "conflict", "Conflict", detail, errors, Map.of());
  }

  /** 412: it was changed since the revision that {@code If-Match} names. */
  public static Problem stale(long revision) {
    return new Problem(
        412,
        "stale",
        "Changed meanwhile",
        String.format(Locale.ROOT, "It is at revision %d now; read it again", revision),
        List.of(),
        Map.of());
  }

  /** 422: well-formed, but it cannot be done. */
  public static Problem unprocessable(String detail, List<FieldError> errors) {
    return new Problem(422, "unprocessable", "Cannot be done", detail, errors, Map.of());
  }

  /** 429: too many attempts. */
  public static Problem tooMany(String detail, long retryAfterSeconds) {
    return new Problem(
        429,
        "too-many",
        "Too many requests",
        detail,
        List.of(),
        Map.of("Retry-After", Long.toString(retryAfterSeconds)));
  }

  /** 503: temporarily unavailable; the client may try again. */
  public static Problem unavailable(String detail) {
    return new Problem(
        503, "unavailable", "Not now", detail, List.of(), Map.of("Retry-After", "5"));
  }
}
