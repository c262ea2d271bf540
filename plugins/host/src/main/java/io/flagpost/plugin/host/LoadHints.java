package io.flagpost.plugin.host;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Adds advice to failures caused by a plugin's packaging, where the platform only names the
 * symptom. Reads only the platform's own exceptions, whose messages are not the vendor's code.
 */
final class LoadHints {
  private static final Pattern CLASS_FILE =
      Pattern.compile("(\\S+) has been compiled by .*\\(class file version (\\d+)\\..*");
  private static final int CLASS_FILE_OF_JAVA_0 = 44;
  private static final Pattern CLASS_NAME = Pattern.compile("[\\w$./-]{1,200}");
  private static final int DEEPEST = 8;

  /** Libraries that plugins often use. */
  private static final List<Library> LIBRARIES =
      List.of(
          new Library("kotlin.", "the Kotlin standard library"),
          new Library("kotlinx.", "Kotlin's kotlinx libraries"),
          new Library("groovy.", "the Groovy runtime"),
          new Library("org.codehaus.groovy.", "the Groovy runtime"),
          new Library("org.apache.groovy.", "the Groovy runtime"),
          new Library("scala.", "the Scala library"),
          new Library("clojure.", "the Clojure runtime"),
          new Library("io.vertx.", "Vert.x"),
          new Library("io.netty.", "Netty"),
          new Library("com.fasterxml.jackson.", "Jackson"),
          new Library("com.google.common.", "Guava"),
          new Library("com.google.gson.", "Gson"),
          new Library("org.apache.commons.", "Apache Commons"),
          new Library("ch.qos.logback.", "Logback"),
          new Library("javax.inject.", "javax.inject"),
          new Library("jakarta.", "Jakarta EE"));

  private LoadHints() {}

  /** Runs a plugin's code; a failure with a known cause is thrown as a refusal with advice. */
  static <T> Callable<T> explaining(Callable<T> code) {
    return () -> {
      try {
        return code.call();
      } catch (Exception | LinkageError e) {
        Optional<String> hint = of(e);
        if (hint.isPresent()) {
          throw new PluginRefusedException(hint.get(), e);
        }
        throw e;
      }
    };
  }

  /** The advice for a failure; empty if the failure explains itself. */
  static Optional<String> of(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < DEEPEST; i++) {
      String hint = hint(cause);
      if (hint != null) {
        return Optional.of(hint);
      }
      boolean wraps =
          cause instanceof InvocationTargetException
              || cause instanceof ExceptionInInitializerError;
      cause = wraps && isPlatforms(cause) ? cause.getCause() : null;
    }
    return Optional.empty();
  }

  private static @Nullable String hint(Throwable cause) {
    if (!isPlatforms(cause) || cause.getMessage() == null) {
      return null;
    }
    String message = cause.getMessage();
    if (cause instanceof UnsupportedClassVersionError) {
      return newerJava(message);
    }
    if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
      return missing(message);
    }
    if (cause instanceof IncompatibleClassChangeError) {
      return "a class differs from the version that it was compiled against ("
          + cut(message)
          + "): include each library once, in the version that the plugin needs";
    }
    if (cause instanceof UnsatisfiedLinkError) {
      return "its native library cannot be loaded: " + cut(message);
    }
    return null;
  }

  private static @Nullable String newerJava(String message) {
    Matcher version = CLASS_FILE.matcher(message);
    if (!version.matches()) {
      return null;
    }
    String needed = "Java " + (Integer.parseInt(version.group(2)) - CLASS_FILE_OF_JAVA_0);
    return "its class "
        + named(version.group(1))
        + " needs "
        + needed
        + ", but the gateway runs on Java "
        + Runtime.version().feature()
        + ": compile it with --release "
        + Runtime.version().feature()
        + " or lower, or run the gateway on "
        + needed;
  }

  private static @Nullable String missing(String message) {
    if (!CLASS_NAME.matcher(message).matches()) {
      return null; // "Could not initialize class ...": the class's own fault, and reported as such
    }
    String name = named(message);
    String from =
        LIBRARIES.stream()
            .filter(library -> name.startsWith(library.prefix()))
            .findFirst()
            .map(library -> " (" + library.name() + ")")
            .orElse("");
    return "class "
        + name
        + from
        + " is missing: a plugin sees only the JDK, the contract, SLF4J and what it contains; shade"
        + " the library into the jar, or ship a zip with it under lib/";
  }

  private static boolean isPlatforms(Throwable error) {
    return error.getClass().getClassLoader() == null;
  }

  private static String named(String name) {
    return cut(name.replace('/', '.'));
  }

  private static String cut(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  private record Library(String prefix, String name) {}
}
