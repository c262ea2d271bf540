package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds the template as a vendor does: a copy of its folder alone, by a Maven of its own, against
 * a local repository in which nothing of Flagpost is but what the guide's command installs.
 */
class TemplateIT {
  private static final Path PLUGINS = Path.of("..").toAbsolutePath().normalize();
  private static final Path TEMPLATE = PLUGINS.resolve("template");
  private static final String VERSION = property("version");

  @TempDir Path folder;

  @Test
  void theTemplateBuildsAloneAndPassesTheContractSuite() throws Exception {
    Path project = copyOfTemplate();
    Path log = folder.resolve("build.log");
    try (LocalRepository repository = LocalRepository.sharing(sharedRepository(), folder)) {
      repository.install("flagpost", PLUGINS.resolveSibling("pom.xml"));
      for (String module : List.of("api", "host", "testkit")) {
        repository.install("flagpost-plugin-" + module, PLUGINS.resolve(module));
      }

      int exit = verify(project, repository.path(), log);

      assertThat(exit).as(Files.readString(log)).isZero();
    }
    assertThat(project.resolve("target/acme-probe.jar")).isRegularFile();
    assertThat(Files.readString(project.resolve("target/failsafe-reports/failsafe-summary.xml")))
        .contains("<completed>18</completed>")
        .contains("<errors>0</errors>")
        .contains("<failures>0</failures>");
  }

  private static int verify(Path project, Path repository, Path log) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(property("maven.home"), "bin", "mvn").toString());
    command.addAll(List.of("-B", "-Dmaven.repo.local=" + repository));
    Path settings = Path.of(property("maven.settings").substring("settings=".length()));
    if (Files.isRegularFile(settings)) {
      command.addAll(List.of("-s", settings.toString()));
    }
    if (property("maven.offline").equals("offline=true")) {
      command.add("-o");
    }
    command.add("verify");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process maven = builder.start();
    try {
      return maven.waitFor(10, TimeUnit.MINUTES) ? maven.exitValue() : -1;
    } finally {
      maven.destroyForcibly();
    }
  }

  private Path copyOfTemplate() throws IOException {
    Path copy = folder.resolve("acme-probe");
    try (Stream<Path> files = Files.walk(TEMPLATE)) {
      files
          .filter(file -> !file.startsWith(TEMPLATE.resolve("target")))
          .forEach(file -> copy(file, copy.resolve(TEMPLATE.relativize(file).toString())));
    }
    return copy;
  }

  private static Path sharedRepository() {
    return Path.of(property("maven.repository"));
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty("flagpost." + name), name);
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A local repository of its own, which takes whatever others made from one that is there: links
   * to all but Flagpost's own folder. Maven 3.8 has no option for that.
   */
  private record LocalRepository(Path path, List<Path> links) implements AutoCloseable {

    static LocalRepository sharing(Path other, Path folder) throws IOException {
      Path path = Files.createDirectories(folder.resolve("repository"));
      LocalRepository repository = new LocalRepository(path, new ArrayList<>());
      Files.createDirectories(path.resolve("io"));
      repository.link(other, path, "io");
      repository.link(other.resolve("io"), path.resolve("io"), "flagpost");
      return repository;
    }

    private void link(Path from, Path to, String except) throws IOException {
      if (!Files.isDirectory(from)) {
        return;
      }
      try (Stream<Path> entries = Files.list(from)) {
        for (Path entry : entries.filter(Files::isDirectory).toList()) {
          String name = entry.getFileName().toString();
          if (!name.equals(except) && !name.startsWith(".")) {
            links.add(Files.createSymbolicLink(to.resolve(name), entry.toAbsolutePath()));
          }
        }
      }
    }

    /** Puts a module's POM, and its jar if it has one, where an installation would. */
    void install(String artifact, Path module) throws IOException {
      boolean alone = Files.isRegularFile(module);
      Path home = Files.createDirectories(path.resolve(Path.of("io/flagpost", artifact, VERSION)));
      String name = artifact + "-" + VERSION;
      Files.copy(alone ? module : module.resolve("pom.xml"), home.resolve(name + ".pom"));
      if (!alone) {
        Files.copy(module.resolve(Path.of("target", name + ".jar")), home.resolve(name + ".jar"));
      }
    }

    /** Takes the links away before anything deletes what is behind them. */
    @Override
    public void close() throws IOException {
      for (Path link : links) {
        Files.delete(link);
      }
    }
  }
}
