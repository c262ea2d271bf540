package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.RedFlagPlugin;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A plugin with one check, {@code probe}, in pieces of source code; compiled and packed by the
 * test. Its class is {@code Main} in a package named like the plugin, without hyphens.
 */
public final class PluginSource {
  /** Answers nothing. */
  public static final String CLEAR = "return CompletableFuture.completedStage(List.of());";

  /** By their source: the same good plugin stands beside bad ones in test after test. */
  private static final Map<String, Map<String, byte[]>> COMPILED = new ConcurrentHashMap<>();

  /** For one thread each. They are kept, with what they have read of the JDK. */
  private static final ThreadLocal<StandardJavaFileManager> FILES =
      ThreadLocal.withInitial(
          () ->
              ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, Locale.ROOT, null));

  private final String id;
  private final Map<String, String> manifest = new LinkedHashMap<>();
  private final Map<String, byte[]> extra = new LinkedHashMap<>();
  private String member = "";
  private String constructor = "";
  private String start = "return List.of(new Check());";
  private String stop = "";
  private String check = CLEAR;

  private PluginSource(String id) {
    this.id = id;
    manifest.put("Plugin-Id", id);
    manifest.put("Plugin-Version", "1.2.3");
    manifest.put("Plugin-Class", packageName() + ".Main");
    manifest.put("Plugin-Requires", ">=1.0.0 & <2.0.0");
  }

  public static PluginSource of(String id) {
    return new PluginSource(id);
  }

  /** A check that raises these flags, each of high severity. */
  public static String raising(String... codes) {
    StringBuilder flags = new StringBuilder();
    for (String code : codes) {
      flags.append(flags.isEmpty() ? "" : ", ").append("flag(\"").append(code).append("\")");
    }
    return "return CompletableFuture.completedStage(List.of(" + flags + "));";
  }

  public PluginSource manifest(String attribute, String value) {
    manifest.put(attribute, value);
    return this;
  }

  public PluginSource without(String attribute) {
    manifest.remove(attribute);
    return this;
  }

  public PluginSource bringing(String entry, byte[] content) {
    extra.put(entry, content);
    return this;
  }

  /** A member of the class {@code Main}. */
  public PluginSource member(String declaration) {
    member = declaration;
    return this;
  }

  public PluginSource constructor(String body) {
    constructor = body;
    return this;
  }

  public PluginSource start(String body) {
    start = body;
    return this;
  }

  public PluginSource stop(String body) {
    stop = body;
    return this;
  }

  public PluginSource check(String body) {
    check = body;
    return this;
  }

  public PluginSource version(String version) {
    return manifest("Plugin-Version", version);
  }

  /** Writes a jar with this name into the folder, whole or not at all. */
  public Path jarInto(Path folder, String name) throws IOException {
    Path arriving = jar(folder.resolve(name + ".arriving"), "");
    return Files.move(arriving, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes {@code <id>.jar} into the folder. */
  public Path jarInto(Path folder) throws IOException {
    return jar(folder.resolve(id + ".jar"), "");
  }

  /** Writes {@code <id>.zip} into the folder, in the layout of a plugin with libraries. */
  public Path zipInto(Path folder) throws IOException {
    return jar(folder.resolve(id + ".zip"), "classes/");
  }

  private Path jar(Path file, String root) throws IOException {
    Manifest written = new Manifest();
    written.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.forEach((name, value) -> written.getMainAttributes().putValue(name, value));
    Map<String, byte[]> entries =
        new LinkedHashMap<>(COMPILED.computeIfAbsent(source(), text -> compile()));
    entries.putAll(extra);
    ByteArrayOutputStream manifestBytes = new ByteArrayOutputStream();
    written.write(manifestBytes);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        JarOutputStream jar = new JarOutputStream(out)) {
      put(jar, root + "META-INF/MANIFEST.MF", manifestBytes.toByteArray());
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        put(jar, root + entry.getKey(), entry.getValue());
      }
    }
    return file;
  }

  private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content);
    jar.closeEntry();
  }

  private String packageName() {
    return id.replace("-", "");
  }

  private String source() {
    return String.format(
        Locale.ROOT,
        """
        package %s;
        import io.flagpost.plugin.v1.*;
        import java.time.*;
        import java.util.*;
        import java.util.concurrent.*;
        public final class Main implements RedFlagPlugin {
          %s
          public Main() { %s }
          public List<RedFlagCheck> start(PluginContext plugin) throws Exception { %s }
          public void stop() throws Exception { %s }
          static Flag flag(String code) { return Flag.of(code, Severity.HIGH, "Seen."); }
          static class Check implements RedFlagCheck {
            public String id() { return "probe"; }
            public CompletionStage<List<Flag>> check(Telemetry telemetry, CheckContext context) {
              %s
            }
          }
          static <E extends Throwable> RuntimeException sneak(Throwable error) throws E {
            throw (E) error;
          }
        }
        """,
        packageName(),
        member,
        constructor,
        start,
        stop,
        check);
  }

  private Map<String, byte[]> compile() {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    Output output = new Output(FILES.get());
    JavaFileObject unit = new Source("/" + packageName() + "/Main.java", source());
    List<String> options = List.of("-proc:none", "-classpath", contract());
    boolean compiled =
        compiler.getTask(null, output, problems, options, null, List.of(unit)).call();
    if (!compiled) {
      throw new IllegalStateException(problems.getDiagnostics().toString());
    }
    Map<String, byte[]> classes = new LinkedHashMap<>();
    output.classes.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  private static String contract() {
    try {
      URI location =
          RedFlagPlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(location).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String path, String text) {
      super(URI.create("string://" + path), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
    final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();

    Output(JavaFileManager standard) {
      super(standard);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      String entry = name.replace('.', '/') + kind.extension;
      return new SimpleJavaFileObject(URI.create("string:///" + entry), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          classes.put(entry, bytes);
          return bytes;
        }
      };
    }
  }
}
