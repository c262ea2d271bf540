package io.flagpost.admin.api;

/** Writes the path of a value in a body the usual way: {@code versions[2].checksum}. */
final class FieldPaths {
  /** A member's name is repeated up to this length. */
  private static final int MAX_NAME = 100;

  private FieldPaths() {}

  static String member(String parent, String name) {
    String shown = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "..." : name;
    return parent.isEmpty() ? shown : parent + '.' + shown;
  }

  static String item(String parent, int index) {
    return parent + '[' + index + ']';
  }

  /** The body itself has no path, and so another name. */
  static String orBody(String path) {
    return path.isEmpty() ? StrictJson.BODY : path;
  }
}
