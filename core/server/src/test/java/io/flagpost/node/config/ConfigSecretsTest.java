package io.flagpost.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where secrets come from, and that nothing shows them. */
class ConfigSecretsTest extends ConfigFixture {
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
}
