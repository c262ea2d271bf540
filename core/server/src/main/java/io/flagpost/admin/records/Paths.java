package io.flagpost.admin.records;

import io.flagpost.admin.api.AdminRequest;
import io.flagpost.admin.api.Problem;
import io.flagpost.admin.api.ProblemException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Reads and writes the paths of the admin API. */
final class Paths {
  private static final String ROOT = "/admin/v1";

  private Paths() {}

  /** The path of these segments, percent-encoded. */
  static String of(Object... segments) {
    StringBuilder path = new StringBuilder(ROOT);
    for (Object segment : segments) {
      path.append('/')
          .append(
              URLEncoder.encode(String.valueOf(segment), StandardCharsets.UTF_8)
                  .replace("+", "%20"));
    }
    return path.toString();
  }

  /** A numeric id in the path. */
  static long number(AdminRequest request, String parameter) {
    try {
      return Long.parseLong(request.pathParameter(parameter));
    } catch (NumberFormatException e) {
      throw new ProblemException(Problem.invalid(parameter, "must be a number below 2^63"));
    }
  }
}
