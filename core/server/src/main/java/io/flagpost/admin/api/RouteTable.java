package io.flagpost.admin.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Matches request paths against the paths of the description. Immutable; any thread. */
final class RouteTable {

  /**
   * One path and its operations.
   *
   * @param segments its segments; one in braces matches any value
   * @param methods the operations by method
   */
  record Route(List<String> segments, Map<String, Operation> methods) {

    /** The operation of a method; {@code HEAD} is answered like {@code GET}. */
    @Nullable Operation operation(String method) {
      Operation operation = methods.get(method);
      return operation == null && method.equals("HEAD") ? methods.get("GET") : operation;
    }

    /** The value of the {@code Allow} header. */
    String allow() {
      Set<String> allowed = new LinkedHashSet<>(methods.keySet());
      if (allowed.contains("GET")) {
        allowed.add("HEAD");
      }
      allowed.add("OPTIONS");
      return String.join(", ", allowed);
    }

    /** The raw values of its parameters in a path; null if the path does not match. */
    @Nullable Map<String, String> match(List<String> path) {
      if (path.size() != segments.size()) {
        return null;
      }
      Map<String, String> values = new LinkedHashMap<>();
      for (int i = 0; i < path.size(); i++) {
        String segment = segments.get(i);
        if (isParameter(segment) && !path.get(i).isEmpty()) {
          values.put(segment.substring(1, segment.length() - 1), path.get(i));
        } else if (!segment.equals(path.get(i))) {
          return null;
        }
      }
      return values;
    }
  }

  /** A route and its raw parameters. */
  record Match(Route route, Map<String, String> rawValues) {}

  private final List<Route> routes;

  RouteTable(List<Operation> operations) {
    Map<List<String>, Map<String, Operation>> byPath = new LinkedHashMap<>();
    for (Operation operation : operations) {
      byPath
          .computeIfAbsent(split(operation.path()), path -> new LinkedHashMap<>())
          .put(operation.method(), operation);
    }
    List<Route> found = new ArrayList<>();
    byPath.forEach((segments, methods) -> found.add(new Route(segments, methods)));
    // A literal segment takes precedence over a parameter.
    found.sort(
        Comparator.comparing(
            route ->
                route.segments().stream()
                    .map(segment -> isParameter(segment) ? "1" : "0")
                    .reduce("", String::concat)));
    this.routes = List.copyOf(found);
  }

  /** The match for a request's path; null if there is none. */
  @Nullable Match find(String path) {
    List<String> segments = split(path);
    for (Route route : routes) {
      Map<String, String> values = route.match(segments);
      if (values != null) {
        return new Match(route, values);
      }
    }
    return null;
  }

  private static List<String> split(String path) {
    return List.of(path.split("/", -1));
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{");
  }
}
