package io.flagpost.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flagpost.admin.api.MetricsAccess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a value may be, by itself and beside others. */
class ConfigValuesTest extends ConfigFixture {
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
}
