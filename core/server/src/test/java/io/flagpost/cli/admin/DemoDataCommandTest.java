package io.flagpost.cli.admin;

import static io.flagpost.testing.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.registry.DatabaseMode;
import io.flagpost.registry.DemoData;
import io.flagpost.testing.RunsBesideOthers;
import io.flagpost.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the demo's database becomes one of production. */
@Timeout(180)
@RunsBesideOthers
class DemoDataCommandTest {
  private static final String EVERYTHING =
      "SELECT md5(string_agg(t, '|')) FROM ("
          + "SELECT product::text AS t FROM product UNION ALL SELECT product_version::text FROM product_version"
          + " UNION ALL SELECT license::text FROM license UNION ALL SELECT activation::text FROM activation"
          + " UNION ALL SELECT api_key::text FROM api_key UNION ALL SELECT api_key_secret::text FROM api_key_secret"
          + " UNION ALL SELECT block_list::text FROM block_list UNION ALL SELECT account::text FROM account"
          + " UNION ALL SELECT installation::text FROM installation ORDER BY 1) AS all_rows";

  @TempDir private Path home;
  private Shell shell;
  private TestDatabase database;

  @BeforeEach
  void seed() throws IOException {
    database = TestDatabase.create();
    shell = new Shell(home);
    shell.environment.put("FLAGPOST_DATA_DIR", home.resolve("data").toString());
    shell.environment.put("FLAGPOST_DATABASE_URL", database.url());
    Path kek = Files.write(home.resolve("kek"), new byte[32]);
    shell.environment.put("FLAGPOST_KEYS_KEK_FILE", kek.toString());
    shell.environment.put("FLAGPOST_PASSWORD", "a rather long password");
    on(
        pool ->
            DemoData.seed(pool)
                .compose(
                    v ->
                        pool.query(
                                "INSERT INTO signing_key (key_id, product_id, algorithm, public_key,"
                                    + " private_key, kek_id, not_before)"
                                    + " VALUES ('of-product-2', 2, 'RS256', '', '', '', now())")
                            .execute()));
  }

  @Test
  void whatTheDemoPutThereIsTakenOutAndWrittenDown() throws SQLException {
    assertThat(run("admin create --name anna")).as(shell.err()).isZero();

    assertThat(run("demo-data remove")).as(shell.err()).isZero();

    assertThat(shell.out())
        .contains("7 API keys", "6 licenses", DemoData.LICENSE, "12135644", "1 block entries")
        .contains("2 products", "1 signing keys", "1 accounts", "anna")
        .contains("Telemetry records", "flagpost serve", "flagpost admin create");
    for (String table :
        new String[] {
          "api_key",
          "api_key_secret",
          "license",
          "activation",
          "block_list",
          "product",
          "product_version",
          "signing_key",
          "account"
        }) {
      assertThat(database.text("SELECT count(*) FROM " + table)).as(table).isEqualTo("0");
    }
    assertThat(
            database.text(
                "SELECT string_agg(DISTINCT action, ' ' ORDER BY action) FROM audit_entry"
                    + " WHERE actor_name = 'demo-data remove'"))
        .isEqualTo(
            "account.delete api-key.delete block.delete installation.update license.delete"
                + " product.delete signing_key.delete");
    on(DatabaseMode::claimForProduction);
  }

  @Test
  void aDryRunSaysTheSameAndChangesNothing() throws SQLException {
    String before = database.text(EVERYTHING);

    assertThat(run("demo-data remove --dry-run")).as(shell.err()).isZero();

    assertThat(shell.out())
        .contains("would be removed", "7 API keys", "6 licenses", "Nothing was changed");
    assertThat(database.text(EVERYTHING)).isEqualTo(before);
    assertThat(database.text("SELECT count(*) FROM audit_entry")).isEqualTo("0");
  }

  @Test
  void whatAnOperatorEnteredStays() throws SQLException {
    database.execute(
        "INSERT INTO product (id, name) VALUES (7, 'Ours')",
        "INSERT INTO license (license_key, product_id) VALUES ('ours', 7), ('on-product-1', 1)",
        "INSERT INTO block_list (kind, identifier) VALUES ('user', 'a thief')",
        "WITH k AS (INSERT INTO api_key (name, capabilities) VALUES ('Ours', '{write}') RETURNING id)"
            + " INSERT INTO api_key_secret (key_hash, api_key_id) SELECT sha256('ours'), id FROM k",
        "INSERT INTO api_key_secret (key_hash, api_key_id)"
            + " SELECT sha256('a secret of its own'), id FROM api_key WHERE name = 'Demo'");

    assertThat(run("demo-data remove")).as(shell.err()).isZero();

    assertThat(
            database.text("SELECT string_agg(license_key, ' ' ORDER BY license_key) FROM license"))
        .isEqualTo("on-product-1 ours");
    assertThat(database.text("SELECT string_agg(name, ', ' ORDER BY id) FROM product"))
        .isEqualTo("Demo product, Ours");
    assertThat(database.text("SELECT identifier FROM block_list")).isEqualTo("a thief");
    assertThat(database.text("SELECT string_agg(name, ', ' ORDER BY name) FROM api_key"))
        .isEqualTo("Demo, Ours");
    assertThat(database.text("SELECT count(*) FROM api_key_secret")).isEqualTo("2");
    assertThat(shell.out())
        .contains("Product 1 (Demo product): other things hang on it", "Other API keys: 2");
  }

  @Test
  void aSecondTimeItFindsNothingAndLeavesTheAccountsOfProductionAlone() throws SQLException {
    assertThat(run("demo-data remove")).isZero();
    assertThat(run("admin create --name anna")).as(shell.err()).isZero();
    String entries = database.text("SELECT count(*) FROM audit_entry");

    assertThat(run("demo-data remove")).isZero();

    assertThat(shell.out()).contains("nothing of the demo");
    assertThat(database.text("SELECT name FROM account")).isEqualTo("anna");
    assertThat(database.text("SELECT count(*) FROM audit_entry")).isEqualTo(entries);
  }

  @Test
  void theAccountsOfAnUpgradedDatabaseOfProductionStay() throws SQLException {
    database.execute(
        "DELETE FROM api_key",
        "DELETE FROM installation",
        "INSERT INTO product (id, name) VALUES (7, 'Ours')");
    assertThat(run("admin create --name anna")).as(shell.err()).isZero();

    assertThat(run("demo-data remove")).as(shell.err()).isZero();

    assertThat(database.text("SELECT name FROM account")).isEqualTo("anna");
    assertThat(database.text("SELECT mode FROM installation")).isEqualTo("production");
  }

  @Test
  void accountsStayWhenThatIsWanted() throws SQLException {
    assertThat(run("admin create --name anna")).as(shell.err()).isZero();

    assertThat(run("demo-data remove --keep-accounts")).isZero();

    assertThat(shell.out()).contains("Accounts: 1").doesNotContain("admin create");
    assertThat(database.text("SELECT name FROM account")).isEqualTo("anna");
  }

  @Test
  void aDatabaseOfAnEarlierVersionAndTheEmbeddedOneAreTakenToo() throws SQLException {
    database.execute("DELETE FROM installation");
    assertThat(run("demo-data remove")).as(shell.err()).isZero();
    assertThat(database.text("SELECT count(*) FROM api_key")).isEqualTo("0");
    on(DatabaseMode::claimForProduction);

    shell.environment.remove("FLAGPOST_DATABASE_URL");
    assertThat(run("demo-data remove")).as(shell.err()).isZero();
    assertThat(shell.out()).contains("  nothing", "in production now");
  }

  @Test
  void generatedRecordsGoWithAllThatHangsOnThemAndSentOnesStay() throws SQLException {
    String record =
        "INSERT INTO telemetry (record_id, created_at, environment, api_key_id, client_address,"
            + " is_correct_format, product_exists, product_version_exists, flagged, flags, pending,"
            + " catalog_id) VALUES (uuidv7(interval '%1$s'), now() + interval '%1$s', 'production',"
            + " 1, '10.0.0.1', true, true, true, false, '{}', '{}', 'c')";
    database.execute(
        "INSERT INTO demo_data (records, days, seed, ends_at, written, finished_at)"
            + " VALUES (2, 7, 1, now(), 2, now())",
        "INSERT INTO demo_story VALUES ('leaked-license', 'license', 'FERN-1')",
        record.replace("%1$s", "-1 day"),
        record.replace("%1$s", "-1 second"),
        record.replace("%1$s", "1 minute"),
        "INSERT INTO verdict (record_id, check_id, check_version, mode, run, decided_at, flags,"
            + " pending) SELECT record_id, 'c', '1', 'live', 0, now(), '{f}', false FROM telemetry",
        "INSERT INTO product (id, name) VALUES (101, 'Fernline Drafting'), (7, 'Ours')",
        "INSERT INTO product_version (product_id, version) VALUES (101, '4.2.0')",
        "INSERT INTO license (license_key, product_id, reference)"
            + " VALUES ('FERN-1', 101, 'DEMO-0000001'), ('OURS-1', 7, 'CRM-1')",
        "INSERT INTO follower (name, shard, decided, checkpoint, layout, fence, updated_at)"
            + " VALUES ('statistics', 0, 3, 3, '1', 1, now())",
        "INSERT INTO rollup_comparison VALUES (current_date, now(), 1)");

    assertThat(run("demo-data remove --dry-run")).as(shell.err()).isZero();
    assertThat(shell.out()).contains("2 records, received before", "1 licenses with references");
    assertThat(database.text("SELECT count(*) FROM telemetry")).isEqualTo("3");

    assertThat(run("demo-data remove")).as(shell.err()).isZero();

    assertThat(database.text("SELECT count(*) FROM telemetry WHERE created_at > now()"))
        .isEqualTo(database.text("SELECT count(*) FROM telemetry"))
        .isEqualTo("1");
    assertThat(database.text("SELECT count(*) FROM verdict")).isEqualTo("1");
    assertThat(database.text("SELECT count(*) FROM demo_data, demo_story")).isEqualTo("0");
    assertThat(database.text("SELECT string_agg(license_key, ' ') FROM license"))
        .isEqualTo("OURS-1");
    assertThat(database.text("SELECT string_agg(id::text, ' ') FROM product")).isEqualTo("7");
    // Counts and states are made again.
    assertThat(database.text("SELECT count(*) FROM rollup_comparison")).isEqualTo("0");
    assertThat(database.text("SELECT layout FROM follower")).isNotEqualTo("1");
    assertThat(
            database.text(
                "SELECT before ->> 'records' FROM audit_entry WHERE action = 'demo-data.delete'"))
        .isEqualTo("2");
  }

  @Test
  void helpSaysWhatGoesAndWhatStays() {
    assertThat(run("demo-data remove --help")).isZero();

    assertThat(shell.out())
        .contains("--dry-run", "--keep-accounts", "--config", "API keys", "stay", "audit log")
        .contains("generated records");
    assertThat(run("demo-data generate --help")).isZero();
    assertThat(shell.out())
        .contains("--records", "--days", "--seed", "--no-wait", "cloned activation");
  }

  @Test
  void aNumberOfRecordsThatTellsNoStoryIsAWrongCommandLine() {
    assertThat(run("demo-data generate --records 12")).isEqualTo(2);
    assertThat(shell.err()).contains("records must be between 1000 and");
  }

  private int run(String line) {
    return shell.run(line.split(" "));
  }

  private <T> void on(Function<Pool, Future<T>> work) {
    Vertx vertx = Vertx.vertx();
    Pool pool = PgBuilder.pool().connectingTo(database.connectOptions()).using(vertx).build();
    try {
      await(work.apply(pool));
    } finally {
      await(pool.close());
      await(vertx.close());
    }
  }
}
