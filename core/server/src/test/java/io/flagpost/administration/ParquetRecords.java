package io.flagpost.administration;

import io.flagpost.testing.Repository;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads Parquet files with Parquet's own reader, which is in the distribution's folder and nowhere
 * else; what calls it is a test class of its module.
 */
final class ParquetRecords {
  private static final String CALLER = "io.flagpost.parquet.ParquetContent";

  private ParquetRecords() {}

  /** Each record's members; a time as the microseconds since 1970. */
  @SuppressWarnings("unchecked") // of a class that this one does not see
  static List<Map<String, Object>> read(Path file) throws Exception {
    List<URL> places = new ArrayList<>();
    places.add(Repository.root().resolve("core/parquet/target/test-classes/").toUri().toURL());
    try (Stream<Path> jars = Files.list(Repository.distribution("parquet"))) {
      for (Path jar : jars.toList()) {
        places.add(jar.toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      return (List<Map<String, Object>>)
          loader.loadClass(CALLER).getMethod("read", Path.class).invoke(null, file);
    }
  }
}
