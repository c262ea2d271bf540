package io.flagpost.launch;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts the program from {@code lib/} beside the jar that this class is in. Uses the JDK only: the
 * system class loader, which any plugin can ask, knows this class and nothing else of the gateway.
 */
public final class Launcher {
  private static final String PROGRAM = "io.flagpost.cli.Main";

  private Launcher() {}

  /** Runs {@code Main} with these arguments. */
  public static void main(String[] arguments) throws Exception {
    ClassLoader program =
        new URLClassLoader(
            "flagpost",
            libraries().toArray(URL[]::new),
            ClassLoader.getPlatformClassLoader()); // open until the JVM ends
    Thread.currentThread().setContextClassLoader(program);
    Method main = program.loadClass(PROGRAM).getMethod("main", String[].class);
    try {
      main.invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      if (e.getTargetException() instanceof Exception failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static List<URL> libraries() throws IOException, URISyntaxException {
    Path jar = Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.list(jar.resolveSibling("lib"))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .map(Launcher::url)
          .toList();
    }
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (IOException e) {
      throw new IllegalStateException(e); // a path that was listed is one
    }
  }
}
