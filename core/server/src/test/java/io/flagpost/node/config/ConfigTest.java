package io.flagpost.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flagpost.platform.files.Secret;
import io.flagpost.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where settings come from, which source wins, and how problems are reported. */
class ConfigTest extends ConfigFixture {
  @Test
  void theShippedFileHasEveryKeyAndEqualsTheDefaults() {
    List<ConfigProblem> problems = new ArrayList<>();
    Path shipped = Repository.path("conf", "flagpost.yaml");

    Map<String, RawValue> values = ConfigFile.read(shipped, "shipped", problems);

    assertThat(problems).isEmpty();
    Map<String, String> texts = new HashMap<>();
    values.forEach((key, value) -> texts.put(key, value.text()));
    Map<String, String> defaults = new HashMap<>();
    ConfigKey.ALL.forEach(key -> defaults.put(key.name(), key.setting().value()));
    assertThat(texts).isEqualTo(defaults);
  }

  @Test
  void withoutAnySourceTheDefaultsHold() {
    LoadedConfig loaded = load(Mode.PRODUCTION);

    assertThat(loaded.config().http().port()).isEqualTo(8080);
    assertThat(loaded.config().http().bodyLimit()).isEqualTo(new ByteSize(1 << 20));
    assertThat(loaded.config().http().cors().origins()).isEmpty();
    assertThat(loaded.config().idempotency().window()).isEqualTo(Duration.ofDays(7));
    assertThat(loaded.config().database().url().isEmbedded()).isTrue();
    assertThat(loaded.values()).extracting(EffectiveValue::source).containsOnly("default");
  }

  static Stream<ConfigKey> keys() {
    return ConfigKey.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyCanBeSetByItsEnvironmentVariable(ConfigKey key) {
    environment.put("FLAGPOST_DATABASE_URL", "postgresql://a:b@db.example/one");
    setWhatItNeeds(key);
    String value = key.setting().max();
    if (value.isEmpty()) {
      value =
          switch (key.name()) {
            case "database.url", "database.maintenance-url" -> "postgresql://other@db.example/two";
            case "http.cors.origins" -> "https://other.example";
            case "admin.oidc.issuer", "admin.oidc.jwks-url" -> "https://other.example";
            case "http.trusted-proxies", "admin.trusted-proxies" -> "192.0.2.0/24";
            case "http.tls.suites", "admin.tls.suites" -> "compatible";
            case "admin.metrics" -> "token";
            case "log.format" -> "json";
            case "log.access" -> "on";
            case "plugins.locks", "plugins.trusted-keys" -> home + "/other";
            default -> "other";
          };
    }
    environment.put(key.environmentVariable(), value);

    EffectiveValue effective = effective(load(Mode.PRODUCTION), key.name());

    assertThat(effective.source()).isEqualTo("environment " + key.environmentVariable());
    assertThat(effective.value()).isEqualTo(shown(key, value));
  }

  private void setWhatItNeeds(ConfigKey key) {
    if (key.name().equals("database.maintenance-password")) {
      environment.put("FLAGPOST_DATABASE_MAINTENANCE_USER", "owner");
    }
    int tls = key.name().indexOf(".tls.");
    if (tls >= 0) {
      String section = key.name().substring(0, tls + 5);
      boolean store = key.name().contains("keystore");
      List<String> needed = store ? List.of("keystore") : List.of("certificate", "key");
      needed.forEach(name -> setInEnvironment(section + name));
    }
  }

  private void setInEnvironment(String name) {
    ConfigKey.ALL.stream()
        .filter(key -> key.name().equals(name))
        .forEach(key -> environment.put(key.environmentVariable(), "needed.pem"));
  }

  private String shown(ConfigKey key, String value) {
    if (key.type() == Secret.class) {
      return "****";
    }
    if (key.type() == Path.class || key.type() == OptionalFile.class) {
      return home.resolve(value).toString();
    }
    return key.print(key.parse(value));
  }

  @Test
  void laterSourcesWinOverEarlierOnes() throws IOException {
    write("http:\n  port: 1001\nadmin:\n  port: 1002\nsigning:\n  threads: 3\n");
    environment.put("FLAGPOST_HTTP_PORT", "2001");
    environment.put("FLAGPOST_ADMIN_PORT", "2002");
    overrides.put("admin.port", "3002");

    LoadedConfig loaded = load(Mode.PRODUCTION);

    assertThat(loaded.config().signing().threads()).isEqualTo(3);
    assertThat(loaded.config().http().port()).isEqualTo(2001);
    assertThat(loaded.config().admin().port()).isEqualTo(3002);
    assertThat(effective(loaded, "signing.threads").source()).isEqualTo("conf/flagpost.yaml");
    assertThat(effective(loaded, "admin.port").source()).isEqualTo("command line");
  }

  @Test
  void allProblemsAreReportedAtOnce() throws IOException {
    write("http:\n  port: 99999\n  prot: 1\nchecks:\n  deadline: soon\nstore: 5\n");
    environment.put("FLAGPOST_HTTP_BODY_LIMIT", "1MB");
    environment.put("FLAGPOST_ADMIN_PROT", "1");
    overrides.put("signing.threads", "-1");

    List<ConfigProblem> problems = problems();

    assertThat(problems)
        .extracting(ConfigProblem::toString)
        .containsExactlyInAnyOrder(
            "http.prot (conf/flagpost.yaml): is no known key; did you mean http.port?",
            "store (conf/flagpost.yaml): is a section, it holds keys, not a value",
            "FLAGPOST_ADMIN_PROT (environment): sets no known key;"
                + " did you mean FLAGPOST_ADMIN_PORT?",
            "http.port = '99999' (conf/flagpost.yaml): must be a whole number, from 0 to 65535",
            "http.body-limit = '1MB' (environment FLAGPOST_HTTP_BODY_LIMIT): must be a size such"
                + " as 512B, 64KiB, 1MiB or 2GiB, from 1KiB to 64MiB",
            "checks.deadline = 'soon' (conf/flagpost.yaml): must be a duration such as 250ms, 2s,"
                + " 5m, 1h or 7d, from 1ms to 30s",
            "signing.threads = '-1' (command line): must be a whole number, from 0 to 256");
  }

  @Test
  void aKeyFarFromEveryKnownOneGetsNoSuggestion() {
    overrides.put("colour.of.the.sky", "blue");

    assertThat(problems()).extracting(ConfigProblem::rule).containsExactly("is no known key");
  }

  @Test
  void demoModeListensOnThisMachineOnlyEvenWithTheShippedFile() throws IOException {
    Files.copy(Repository.path("conf", "flagpost.yaml"), home.resolve("conf/flagpost.yaml"));

    assertThat(load(Mode.PRODUCTION).config().http().host()).isEqualTo("0.0.0.0");
    assertThat(load(Mode.DEMO).config().http().host()).isEqualTo("127.0.0.1");

    environment.put("FLAGPOST_HTTP_HOST", "0.0.0.0");
    assertThat(load(Mode.DEMO).config().http().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void relativePathsStartAtTheDistribution() {
    overrides.put("plugins.dir", "/srv/plugins");

    Config config = load(Mode.PRODUCTION).config();

    assertThat(config.data().dir()).isEqualTo(home.resolve("data"));
    assertThat(config.plugins().dir()).isEqualTo(Path.of("/srv/plugins"));
  }

  @Test
  void whatKubernetesSetsForAServiceNamedFlagpostIsNoKey() {
    environment.put("FLAGPOST_PORT", "tcp://10.0.0.1:8080");
    environment.put("FLAGPOST_SERVICE_HOST", "10.0.0.1");
    environment.put("FLAGPOST_SERVICE_PORT_HTTP", "8080");
    environment.put("FLAGPOST_PORT_8080_TCP_ADDR", "10.0.0.1");

    assertThat(load(Mode.PRODUCTION).config().http().port()).isEqualTo(8080);
  }

  @Test
  void listsAreListsInTheFileAndCommaSeparatedElsewhere() throws IOException {
    write("http:\n  cors:\n    origins: [https://a.example, https://b.example]\n");
    List<String> both = List.of("https://a.example", "https://b.example");
    assertThat(load(Mode.PRODUCTION).config().http().cors().origins()).isEqualTo(both);

    environment.put("FLAGPOST_HTTP_CORS_ORIGINS", "https://c.example , https://d.example");
    assertThat(load(Mode.PRODUCTION).config().http().cors().origins())
        .containsExactly("https://c.example", "https://d.example");
  }

  @ParameterizedTest
  @CsvSource({"'http: {port: 1, port: 2}'", "'http: ['", "'- a'", "'just a text'"})
  void aBrokenFileIsAProblemThatQuotesNothing(String yaml) throws IOException {
    write(yaml);

    assertThat(problems()).extracting(ConfigProblem::key).containsExactly("(file)");
  }

  @Test
  void aFileThatWasNamedMustBeThere() {
    ConfigSources sources =
        new ConfigSources(home, home.resolve("missing.yaml"), environment, overrides);

    InvalidConfigException thrown =
        catchThrowableOfType(InvalidConfigException.class, () -> sources.load(Mode.PRODUCTION));

    assertThat(thrown).hasMessageContaining("missing.yaml").hasMessageContaining("cannot be read");
  }
}
