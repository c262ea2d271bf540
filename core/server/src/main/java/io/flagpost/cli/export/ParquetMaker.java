package io.flagpost.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a Parquet file of NDJSON. What writes it is a part of its own in the folder {@code parquet}
 * of the installation, with libraries that nothing else sees; the two know classes of the JDK of
 * each other. An installation may do without the folder.
 */
public final class ParquetMaker {
  private static final String WRITER = "io.flagpost.parquet.ParquetRows";
  private static final JsonMapper JSON = new JsonMapper();

  /** So many records are between two reports. */
  private static final int REPORT_EVERY = 10_000;

  private final Path libraries;

  /**
   * @param home the distribution's folder
   */
  public ParquetMaker(Path home) {
    this.libraries = home.resolve("parquet");
  }

  /** Whether this installation can make any. */
  public boolean isThere() throws IOException {
    return Files.isDirectory(libraries) && jars().length > 0;
  }

  /** The folder that has to be there. */
  public Path folder() {
    return libraries;
  }

  /**
   * Makes a file.
   *
   * @param ndjson the records
   * @param names the members to take
   * @param parquet the file; one that is there is replaced
   * @param report is told from time to time how many records are done
   */
  public void make(Path ndjson, List<String> names, Path parquet, LongConsumer report)
      throws IOException {
    List<RecordColumn> columns = names.stream().map(RecordColumn::of).toList();
    try (URLClassLoader loader =
            new URLClassLoader("parquet", jars(), ClassLoader.getPlatformClassLoader());
        MappingIterator<JsonNode> records =
            JSON.readerFor(JsonNode.class).readValues(ndjson.toFile())) {
      Consumer<@Nullable Object[]> rows = open(loader, columns, parquet);
      Closeable whole = (Closeable) rows;
      try (whole) {
        write(records, columns, rows, report);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (ReflectiveOperationException e) {
      throw new IOException("the folder " + libraries + " has no Parquet writer: " + e, e);
    }
  }

  private static void write(
      MappingIterator<JsonNode> records,
      List<RecordColumn> columns,
      Consumer<@Nullable Object[]> rows,
      LongConsumer report)
      throws IOException {
    long count = 0;
    while (records.hasNextValue()) {
      JsonNode record = records.nextValue();
      @Nullable Object[] row = new Object[columns.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = columns.get(i).value(record.get(columns.get(i).name()));
      }
      rows.accept(row);
      if (++count % REPORT_EVERY == 0) {
        report.accept(count);
      }
    }
  }

  @SuppressWarnings("unchecked") // the contract with the other part
  private static Consumer<@Nullable Object[]> open(
      ClassLoader loader, List<RecordColumn> columns, Path parquet)
      throws ReflectiveOperationException, IOException {
    try {
      return (Consumer<@Nullable Object[]>)
          loader
              .loadClass(WRITER)
              .getConstructor(Path.class, List.class, List.class)
              .newInstance(
                  parquet,
                  columns.stream().map(RecordColumn::name).toList(),
                  columns.stream().map(RecordColumn::type).toList());
    } catch (InvocationTargetException e) {
      throw new IOException("the Parquet writer failed: " + e.getCause(), e);
    }
  }

  private URL[] jars() throws IOException {
    List<URL> jars = new ArrayList<>();
    if (Files.isDirectory(libraries)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(libraries, "*.jar")) {
        for (Path file : files) {
          jars.add(url(file));
        }
      }
    }
    return jars.toArray(URL[]::new);
  }

  private static URL url(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }
}
