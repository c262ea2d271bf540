package io.flagpost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:ge%3Aheim%2B+1@db.example:5433/flag%20post",
        "postgres://ann:ge%3Aheim%2B+1@db.example:5433/flag%20post",
        "jdbc:postgresql://db.example:5433/flag%20post?user=ann&password=ge:heim%2B+1"
      })
  void everyNotationMeansTheSame(String text) {
    DatabaseUrl url = DatabaseUrl.parse(text);

    assertThat(url)
        .isEqualTo(
            new DatabaseUrl("db.example", 5433, "flag post", "ann", "ge:heim++1", "prefer", ""));
  }

  @Test
  void thePortIsPostgresqlsOwnUnlessGiven() {
    assertThat(DatabaseUrl.parse("postgresql://[::1]/flagpost"))
        .isEqualTo(new DatabaseUrl("::1", 5432, "flagpost", "", "", "prefer", ""));
  }

  @Test
  void emptyMeansEmbedded() {
    assertThat(DatabaseUrl.parse(" ").isEmbedded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db.example/flagpost",
        "http://db.example/flagpost",
        "postgresql:///flagpost",
        "postgresql://db.example",
        "postgresql://db.example/",
        "postgresql://db.example/a/b",
        "postgresql://a.example,b.example/flagpost",
        "postgresql://db.example/flagpost?colour=blue",
        "postgresql://db.example/flagpost?sslmode=maybe",
        "postgresql://db.example/flagpost?sslmode=verify-full"
      })
  void whatCannotBeUsedIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> DatabaseUrl.parse(text));
  }

  @Test
  void bothClientsAreToldTheSame() {
    DatabaseUrl url =
        DatabaseUrl.parse(
            "postgresql://ann:x@db.example/f?sslmode=verify-full&sslrootcert=/ca.pem");

    DatabaseSettings settings = DatabaseSettings.of(url, "", "other");

    PgConnectOptions options = settings.connectOptions();
    assertThat(options.getHost()).isEqualTo("db.example");
    assertThat(options.getPort()).isEqualTo(5432);
    assertThat(options.getUser()).isEqualTo("ann");
    assertThat(options.getPassword()).isEqualTo("other");
    assertThat(options.getSslMode()).isEqualTo(SslMode.VERIFY_FULL);
    assertThat(settings.jdbcUrl())
        .startsWith("jdbc:postgresql://db.example:5432/f?")
        .contains("sslmode=verify-full&sslrootcert=%2Fca.pem");
    assertThat(settings.toString()).doesNotContain("other");
  }
}
