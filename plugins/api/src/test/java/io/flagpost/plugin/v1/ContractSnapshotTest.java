package io.flagpost.plugin.v1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the contract against its checked-in signature. Plugins out there are compiled against it:
 * an added line raises the minor version of {@link ApiVersion}, a removed one needs a new package.
 */
class ContractSnapshotTest {
  private static final String SNAPSHOT = "/contract-v1.txt";

  @Test
  void theContractIsTheOneThatWasPromised() throws Exception {
    SortedSet<String> promised = new TreeSet<>(promised());
    SortedSet<String> actual = signature();

    SortedSet<String> removed = new TreeSet<>(promised);
    removed.removeAll(actual);
    SortedSet<String> added = new TreeSet<>(actual);
    added.removeAll(promised);

    assertThat(removed.isEmpty() && added.isEmpty())
        .as(
            "%nThe plugin contract differs from src/test/resources%s.%n"
                + "No longer there (breaks plugins):%n%s%nNew (raise ApiVersion's minor, then add"
                + " these lines):%n%s%n",
            SNAPSHOT, lines("- ", removed), lines("+ ", added))
        .isTrue();
  }

  @Test
  void theContractNamesTypesOfTheJdkOnly() throws Exception {
    assertThat(signature())
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line.replace("io.flagpost.plugin.v1.", ""))
                    .doesNotContainPattern("\\b(io|org|com|net|javax)\\.[a-z]"));
  }

  @Test
  void theVersionIsAReleaseAndNotTheProducts() {
    assertThat(ApiVersion.CURRENT).matches("1\\.\\d+\\.\\d+");
  }

  private static String lines(String mark, SortedSet<String> lines) {
    return lines.isEmpty()
        ? "  (nothing)"
        : mark + String.join(System.lineSeparator() + mark, lines);
  }

  private static List<String> promised() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ContractSnapshotTest.class.getResourceAsStream(SNAPSHOT))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static SortedSet<String> signature() throws Exception {
    SortedSet<String> signature = new TreeSet<>();
    for (Class<?> type : publicTypes()) {
      signature.add(type.toGenericString());
      signature.addAll(members(type));
    }
    return signature;
  }

  private static List<String> members(Class<?> type) {
    List<String> members = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      add(members, field, field.toGenericString());
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      add(members, constructor, constructor.toGenericString());
    }
    for (Method method : type.getDeclaredMethods()) {
      add(members, method, method.toGenericString());
    }
    return members;
  }

  private static <M extends Member & AnnotatedElement> void add(
      List<String> members, M member, String signature) {
    boolean visible =
        Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
    if (visible && !member.isSynthetic()) {
      members.add(signature);
    }
  }

  private static List<Class<?>> publicTypes() throws IOException, URISyntaxException {
    Path classes =
        Path.of(ApiVersion.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path folder = classes.resolve("io/flagpost/plugin/v1");
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> type = load("io.flagpost.plugin.v1." + name);
        if (Modifier.isPublic(type.getModifiers())) {
          types.add(type);
        }
      }
    }
    return types;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
