package io.flagpost.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.plugin.v1.RedFlagPlugin;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Plugins as jars, for the tests of the kit. */
final class PackedPlugin {
  private PackedPlugin() {}

  /** The plugin of this class: everything in its package. */
  static Path of(Class<? extends RedFlagPlugin> main, String id, Path folder)
      throws IOException, URISyntaxException {
    String inside = main.getPackageName().replace('.', '/');
    return pack(folder.resolve(id + ".jar"), id, main.getName(), classes(main), inside);
  }

  /** The plugin {@code acme} of the class {@code AcmeMain} in this source. */
  static Path compiled(Path folder, String source) throws IOException, URISyntaxException {
    Path file = folder.resolve("AcmeMain.java");
    Files.writeString(file, source);
    Path built = Files.createDirectories(folder.resolve("built"));
    return pack(built.resolve("acme.jar"), "acme", "AcmeMain", compile(folder, List.of(file)), "");
  }

  /** The plugin of the template. */
  static Path template(Path folder) throws IOException, URISyntaxException {
    Path classes = compile(folder, files(Path.of("../template/src/main/java/com/acme/probe")));
    Path jar = folder.resolve("acme-probe.jar");
    return pack(jar, "acme-probe", "com.acme.probe.AcmeProbe", classes, "com/acme/probe");
  }

  private static Path compile(Path folder, List<Path> sources)
      throws IOException, URISyntaxException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    String contract = classes(RedFlagPlugin.class).toString();
    Stream<String> options =
        Stream.of("-cp", contract, "-proc:none", "-encoding", "UTF-8", "-d", classes.toString());
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                Stream.concat(options, sources.stream().map(Path::toString))
                    .toArray(String[]::new));
    assertThat(result).as("compiled").isZero();
    return classes;
  }

  private static Path pack(Path jar, String id, String main, Path classes, String inside)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Plugin-Id", id);
    attributes.putValue("Plugin-Version", "1.0.0");
    attributes.putValue("Plugin-Class", main);
    attributes.putValue("Plugin-Requires", ">=1.0.0 & <2.0.0");
    try (JarOutputStream out =
        new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)), manifest)) {
      for (Path each : files(classes.resolve(inside))) {
        out.putNextEntry(new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
        out.write(Files.readAllBytes(each));
        out.closeEntry();
      }
    }
    return jar;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static Path classes(Class<?> of) throws URISyntaxException {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
