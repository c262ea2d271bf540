package io.flagpost.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flagpost.admin.api.MetricsAccess;
import io.flagpost.platform.files.Secret;
import io.flagpost.testing.Repository;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
  @TempDir private Path home;

  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> overrides = new HashMap<>();

  @BeforeEach
  void makeConfFolder() throws IOException {
    Files.createDirectories(home.resolve("conf"));
  }

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
  void aSecretIsNeverShown() {
    environment.put("FLAGPOST_DATABASE_URL", "postgresql://ann:geheim@db.example/flagpost");
    environment.put("FLAGPOST_DATABASE_PASSWORD", "geheim");

    LoadedConfig loaded = load(Mode.PRODUCTION);

    assertThat(loaded.config().database().password().value()).isEqualTo("geheim");
    assertThat(effective(loaded, "database.url").value())
        .isEqualTo("postgresql://ann:****@db.example:5432/flagpost");
    assertThat(loaded.toString()).doesNotContain("geheim");
  }

  @ParameterizedTest
  @CsvSource({
    "mysql://ann:geheim@db/flagpost",
    "postgresql://ann:geheim@db",
    "postgresql://db/flagpost?password=geheim&colour=blue",
    "postgresql://ann:ge@heim@db/a/b"
  })
  void aBrokenUrlIsReportedWithoutItsPassword(String url) {
    environment.put("FLAGPOST_DATABASE_URL", url);

    assertThat(problems().toString()).contains("database.url").doesNotContain("heim");
  }

  @Test
  void aSecretCanComeFromAFile() throws IOException {
    Path file = Files.writeString(home.resolve("password"), "geheim\n");
    environment.put("FLAGPOST_DATABASE_URL", "postgresql://ann@db/flagpost");
    environment.put("FLAGPOST_DATABASE_PASSWORD_FILE", file.toString());

    LoadedConfig loaded = load(Mode.PRODUCTION);

    assertThat(loaded.config().database().password().value()).isEqualTo("geheim");
    assertThat(effective(loaded, "database.password").source()).contains(file.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void filesOfOtherSystemsAreReadWithoutTheirByteOrderMark(String charset) throws IOException {
    Path secret = home.resolve("secret");
    Files.write(secret, "\ufeffgeheim\r\n".getBytes(Charset.forName(charset)));
    Path yaml = home.resolve("conf").resolve("flagpost.yaml");
    Files.write(yaml, "\ufeffhttp:\r\n  port: 1234\r\n".getBytes(Charset.forName(charset)));
    environment.put("FLAGPOST_DATABASE_URL", "postgresql://ann@db/flagpost");
    environment.put("FLAGPOST_DATABASE_PASSWORD_FILE", secret.toString());

    Config config = load(Mode.PRODUCTION).config();

    assertThat(config.database().password().value()).isEqualTo("geheim");
    assertThat(config.http().port()).isEqualTo(1234);
  }

  @Test
  void aSecretSetTwiceOrFromAMissingFileIsAProblem() {
    environment.put("FLAGPOST_DATABASE_PASSWORD", "a");
    environment.put("FLAGPOST_DATABASE_PASSWORD_FILE", "b");
    environment.put("FLAGPOST_DATABASE_URL_FILE", home.resolve("nowhere").toString());

    assertThat(problems())
        .extracting(ConfigProblem::key)
        .contains("database.password", "database.url");
  }

  @Test
  void theKeyEncryptionKeysFileIsNamedInTheEnvironmentAndReadLater() {
    environment.put("FLAGPOST_KEYS_KEK_FILE", "/run/secrets/kek");
    overrides.put("keys.previous-kek-file", "data/keys/kek");

    Config.Keys keys = load(Mode.PRODUCTION).config().keys();

    assertThat(keys.kek().isEmpty()).isTrue();
    assertThat(keys.kekFile().path()).contains(Path.of("/run/secrets/kek"));
    assertThat(keys.previousKekFile().path()).contains(home.resolve("data/keys/kek"));
  }

  @Test
  void aKeyEncryptionKeyIsGivenInOneWay() {
    environment.put("FLAGPOST_KEYS_KEK", "geheim");
    environment.put("FLAGPOST_KEYS_KEK_FILE", "/run/secrets/kek");

    assertThat(problems())
        .singleElement()
        .hasToString("keys (several keys): keys.kek and keys.kek-file are both set: set one");
  }

  @Test
  void onlySecretsComeFromFiles() {
    environment.put("FLAGPOST_HTTP_PORT_FILE", "/etc/port");

    assertThat(problems())
        .extracting(ConfigProblem::key)
        .containsExactly("FLAGPOST_HTTP_PORT_FILE");
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
  void anOriginWithAPathOrAWildcardIsAProblem() {
    environment.put("FLAGPOST_HTTP_CORS_ORIGINS", "https://a.example/");
    assertThat(problems())
        .extracting(ConfigProblem::rule)
        .singleElement()
        .asString()
        .contains("origin");

    environment.put("FLAGPOST_HTTP_CORS_ORIGINS", "*");
    assertThat(problems())
        .extracting(ConfigProblem::rule)
        .singleElement()
        .asString()
        .contains("origin");
  }

  @ParameterizedTest
  @CsvSource({"http://id.example", "https://", "id.example", "https://user@id.example", "ftp://id"})
  void anOpenIdIssuerIsReachedByHttpsOnly(String issuer) {
    environment.put("FLAGPOST_ADMIN_OIDC_ISSUER", issuer);

    assertThat(problems()).extracting(ConfigProblem::key).containsExactly("admin.oidc");
  }

  @ParameterizedTest
  @CsvSource({"https://id.example/realms/a", "http://127.0.0.1:9000", "http://[::1]:9000/x"})
  void anOpenIdIssuerOnThisMachineMayDoWithoutTls(String issuer) {
    environment.put("FLAGPOST_ADMIN_OIDC_ISSUER", issuer);

    assertThat(load(Mode.PRODUCTION).config().admin().oidc().issuer()).isEqualTo(issuer);
  }

  @ParameterizedTest
  @CsvSource({
    "certificate=a.pem, http.tls.key is missing: http.tls.certificate needs it",
    "key=a.pem, http.tls.certificate is missing: http.tls.key needs it",
    "key-password=x, http.tls.key-password is of no use without http.tls.key",
    "keystore-password=x, http.tls.keystore-password is of no use without http.tls.keystore"
  })
  void halfACertificateIsAProblem(String setting, String rule) {
    String[] parts = setting.split("=", -1);
    overrides.put("http.tls." + parts[0], parts[1]);

    assertThat(problems()).extracting(ConfigProblem::rule).containsExactly(rule);
  }

  @Test
  void aCertificateComesFromPemFilesOrFromAKeyStoreNotFromBoth() {
    overrides.put("admin.tls.certificate", "tls/chain.pem");
    overrides.put("admin.tls.key", "/etc/tls/key.pem");

    Config.Tls tls = load(Mode.PRODUCTION).config().admin().tls();
    assertThat(tls.isEnabled()).isTrue();
    assertThat(tls.certificate().path()).hasValue(home.resolve("tls/chain.pem"));
    assertThat(tls.key().path()).hasValue(Path.of("/etc/tls/key.pem"));
    assertThat(load(Mode.PRODUCTION).config().http().tls().isEnabled()).isFalse();

    overrides.put("admin.tls.keystore", "a.p12");
    assertThat(problems())
        .extracting(ConfigProblem::rule)
        .containsExactly(
            "set admin.tls.certificate and admin.tls.key, or admin.tls.keystore, not both");
  }

  @Test
  void aTrustedProxyIsAnAddressOrANetwork() {
    overrides.put("http.trusted-proxies", "10.0.0.0/8, proxy.example");

    assertThat(problems())
        .extracting(ConfigProblem::rule)
        .containsExactly(
            "http.trusted-proxies holds addresses and networks such as 10.0.0.0/8: Not an IP"
                + " network: proxy.example");
  }

  @Test
  void aChoiceIsOneOfItsWords() {
    assertThat(load(Mode.PRODUCTION).config().admin().metrics()).isEqualTo(MetricsAccess.OPEN);

    overrides.put("admin.metrics", "token");
    assertThat(load(Mode.PRODUCTION).config().admin().metrics()).isEqualTo(MetricsAccess.TOKEN);

    overrides.put("admin.metrics", "OFF");
    assertThat(problems())
        .extracting(ConfigProblem::toString)
        .containsExactly("admin.metrics = 'OFF' (command line): must be open or token or off");
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

  @Test
  void rulesBetweenKeysAreChecked() {
    overrides.put("admin.port", "8080");
    overrides.put("database.user", "ann");

    assertThat(problems())
        .extracting(ConfigProblem::rule)
        .anyMatch(rule -> rule.contains("need a database.url"));

    overrides.remove("database.user");
    assertThat(problems())
        .extracting(ConfigProblem::rule)
        .containsExactly("http.port and admin.port must differ");
  }

  @ParameterizedTest
  @CsvSource({"250ms,250", "2s,2000", "5 m,300000", "1h,3600000", "7d,604800000", "0s,0"})
  void durationsHaveUnits(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    assertThat(Durations.parse(Durations.format(Durations.parse(text))).toMillis())
        .isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0661\u0662B", "-1B", "+1B", "1.5MiB", "B", "\uff11KiB"})
  void sizesAreWrittenInAsciiDigits(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aVariableThatTheEnvironmentCannotReadIsAProblemThatQuotesNothing() {
    environment.put("FLAGPOST_DATABASE_URL", "postgresql://ann@db/flagpost");
    environment.put("FLAGPOST_DATABASE_PASSWORD", "geheim\ufffd\ufffd");

    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo("database.password");
              assertThat(problem.toString()).contains("LC_ALL").doesNotContain("geheim");
            });
  }

  @Test
  void numbersAreWrittenInAsciiDigits() {
    environment.put("FLAGPOST_HTTP_PORT", "\u0661\u0662\u0663\u0664");

    assertThat(problems()).extracting(ConfigProblem::key).containsExactly("http.port");
  }

  @ParameterizedTest
  @CsvSource({"0B,0", "512B,512", "64KiB,65536", "1 MiB,1048576", "2GiB,2147483648"})
  void sizesHaveUnits(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    assertThat(ByteSize.parse(ByteSize.parse(text).toString()).bytes()).isEqualTo(bytes);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(home.resolve("conf").resolve("flagpost.yaml"), yaml);
  }

  private LoadedConfig load(Mode mode) {
    return new ConfigSources(home, null, environment, overrides).load(mode);
  }

  private List<ConfigProblem> problems() {
    InvalidConfigException thrown =
        catchThrowableOfType(InvalidConfigException.class, () -> load(Mode.PRODUCTION));
    assertThat(thrown).isNotNull();
    return thrown.problems();
  }

  private static EffectiveValue effective(LoadedConfig loaded, String key) {
    return loaded.values().stream()
        .filter(value -> value.key().equals(key))
        .findFirst()
        .orElseThrow();
  }
}
