package io.flagpost.admin.records;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flagpost.admin.api.Actor;
import io.flagpost.admin.audit.AuditEvent;
import io.flagpost.admin.audit.Change;
import io.flagpost.admin.audit.Changes;
import io.flagpost.registry.DatabaseMode;
import io.flagpost.registry.DemoData;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes from a database the public demo data that {@code flagpost demo} added, the records that
 * it generated, and the accounts that were created in demo mode, so that it can be used in
 * production. Any thread; as the owner of the tables.
 *
 * <p>Telemetry records that were sent, their verdicts and the audit log stay, because they are
 * evidence, and so does everything else that an operator entered.
 */
public final class DemoDataRemoval {
  /** A product of the demo that only demo data refers to. */
  private static final String UNUSED_PRODUCT =
      """
      p.id = ANY ($1) AND p.name = ANY ($2)
        AND NOT EXISTS (SELECT FROM license l WHERE l.product_id = p.id)
        AND NOT EXISTS (SELECT FROM api_key k WHERE p.id = ANY (k.products))
        AND NOT EXISTS (SELECT FROM product_version v WHERE v.product_id = p.id
                           AND v.version <> ALL ($3))
        AND (SELECT count(*) FROM signing_key s WHERE s.product_id = p.id) <= 1""";

  private static final Step WHOLE_API_KEYS =
      new Step(
          "API keys",
          "api-key.delete",
          """
          DELETE FROM api_key k
           WHERE EXISTS (SELECT FROM api_key_secret s
                          WHERE s.api_key_id = k.id AND s.key_hash = ANY ($1))
             AND NOT EXISTS (SELECT FROM api_key_secret s
                              WHERE s.api_key_id = k.id AND s.key_hash <> ALL ($1))
          RETURNING 'api-key/' || id AS target, name AS shown""");

  private static final Step SECRETS =
      new Step(
          "published secrets of API keys that have others, too",
          "api-key.update",
          """
          DELETE FROM api_key_secret s USING api_key k
           WHERE k.id = s.api_key_id AND s.key_hash = ANY ($1)
          RETURNING 'api-key/' || k.id AS target, k.name AS shown""");

  private static final Step LICENSES =
      new Step(
          "licenses, with their activations",
          "license.delete",
          """
          DELETE FROM license l WHERE license_key = ANY ($1)
          RETURNING 'license/' || id AS target,
                    license_key || coalesce((SELECT ' (' || string_agg(identifier, ', ') || ')'
                      FROM activation a WHERE a.license_id = l.id), '') AS shown""");

  private static final Step BLOCK_ENTRIES =
      new Step(
          "block entries",
          "block.delete",
          """
          DELETE FROM block_list WHERE kind = 'user' AND identifier = $1
          RETURNING 'block/' || id AS target, 'user ' || identifier AS shown""");

  private static final Step PRODUCT_KEYS =
      new Step(
          "signing keys of the products below",
          "signing_key.delete",
          "DELETE FROM signing_key k USING product p WHERE k.product_id = p.id AND "
              + UNUSED_PRODUCT
              + " RETURNING 'signing_key/' || key_id AS target, key_id AS shown");

  private static final Step PRODUCTS =
      new Step(
          "products, with their versions",
          "product.delete",
          "DELETE FROM product p WHERE "
              + UNUSED_PRODUCT
              + " RETURNING 'product/' || id AS target, id || ' ' || name AS shown");

  private static final Step ACCOUNTS =
      new Step(
          "accounts, with their sessions and personal access tokens",
          "account.delete",
          "DELETE FROM account RETURNING 'account/' || name AS target, name AS shown");

  /** What stays and may surprise people. */
  private static final String LEFT =
      """
      SELECT 'Product ' || id || ' (' || name || '): other things hang on it, or it was renamed',
             false AS accounts
        FROM product WHERE id = ANY ($1)
      UNION ALL
      SELECT 'Accounts: ' || count(*), true FROM account HAVING count(*) > 0
      UNION ALL
      SELECT 'Other API keys: ' || count(*), false FROM api_key HAVING count(*) > 0
      UNION ALL
      SELECT 'Other licenses: ' || count(*), false FROM license HAVING count(*) > 0""";

  private static final Tuple PUBLISHED = Tuple.tuple().addArrayOfBuffer(DemoData.publishedHashes());
  private static final Long[] PRODUCT_IDS =
      Stream.concat(
              Stream.of(DemoData.PRODUCT, DemoData.PRODUCT_WITH_OWN_KEY),
              DemoData.GENERATED.stream().map(DemoData.Generated::id))
          .toArray(Long[]::new);

  private final Changes changes;

  /**
   * @param sql deletes rows and returns, for each, its name in the audit log and its name for
   *     people
   */
  private record Step(String kind, String action, String sql) {}

  /** What the steps have removed so far. */
  private static final class Progress {
    final List<DemoDataReport.Taken> taken = new ArrayList<>();
    final List<AuditEvent> events = new ArrayList<>();

    void add(GeneratedDataRemoval.Removed removed) {
      taken.addAll(removed.taken());
      events.addAll(removed.events());
    }
  }

  /** Rolls back a complete transaction, for a dry run. */
  private static final class OnlyTried extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient DemoDataReport report;

    OnlyTried(DemoDataReport report) {
      super("Nothing was to be done", null, false, false);
      this.report = report;
    }
  }

  public DemoDataRemoval(Changes changes) {
    this.changes = changes;
  }

  /**
   * Removes the demo data, in one transaction with the audit entries.
   *
   * @param keepAccounts whether accounts stay; in a database that is in production they always do
   */
  public Future<DemoDataReport> remove(boolean keepAccounts) {
    return changes.make(
        Actor.command("demo-data remove"), "", connection -> remove(connection, keepAccounts));
  }

  /** Reports what {@link #remove} would do, by doing it and rolling it back. */
  public Future<DemoDataReport> tryOut(boolean keepAccounts) {
    return changes
        .<DemoDataReport>make(
            Actor.command("demo-data remove"),
            "",
            connection ->
                remove(connection, keepAccounts)
                    .compose(change -> Future.failedFuture(new OnlyTried(change.result()))))
        .recover(
            failure ->
                failure instanceof OnlyTried tried
                    ? Future.succeededFuture(tried.report)
                    : Future.failedFuture(failure));
  }

  private Future<Change<DemoDataReport>> remove(SqlConnection connection, boolean keepAccounts) {
    Progress progress = new Progress();
    return DatabaseMode.isInProduction(connection)
        .compose(
            inProduction ->
                GeneratedDataRemoval.remove(connection)
                    .onSuccess(progress::add)
                    .compose(v -> take(connection, WHOLE_API_KEYS, PUBLISHED, progress))
                    .compose(v -> take(connection, SECRETS, PUBLISHED, progress))
                    .compose(v -> take(connection, LICENSES, licenses(), progress))
                    .compose(
                        v ->
                            take(
                                connection,
                                BLOCK_ENTRIES,
                                Tuple.of(DemoData.BLOCKED_USER),
                                progress))
                    .compose(v -> take(connection, PRODUCT_KEYS, products(), progress))
                    .compose(v -> take(connection, PRODUCTS, products(), progress))
                    .compose(
                        v ->
                            keepAccounts || inProduction
                                ? Future.succeededFuture()
                                : take(connection, ACCOUNTS, Tuple.tuple(), progress)))
        .compose(v -> DatabaseMode.adopt(connection))
        .compose(adopted -> report(connection, adopted, progress));
  }

  private static Future<Void> take(
      SqlConnection connection, Step step, Tuple parameters, Progress progress) {
    return connection
        .preparedQuery(step.sql)
        .execute(parameters)
        .map(
            rows -> {
              List<String> names = new ArrayList<>();
              for (Row row : rows) {
                names.add(row.getString("shown"));
                progress.events.add(
                    new AuditEvent(
                        step.action,
                        row.getString("target"),
                        JsonNodeFactory.instance.objectNode().put("demo", row.getString("shown")),
                        null));
              }
              if (!names.isEmpty()) {
                progress.taken.add(new DemoDataReport.Taken(step.kind, names));
              }
              return null;
            });
  }

  private static Future<Change<DemoDataReport>> report(
      SqlConnection connection, boolean adopted, Progress progress) {
    if (adopted) {
      progress.events.add(
          new AuditEvent(
              "installation.update",
              "installation",
              null,
              JsonNodeFactory.instance.objectNode().put("mode", "production")));
    }
    return connection
        .preparedQuery(LEFT)
        .execute(Tuple.tuple().addArrayOfLong(PRODUCT_IDS))
        .map(
            rows -> {
              List<String> stays = new ArrayList<>();
              stays.add(
                  "Telemetry records that were sent, their verdicts and the audit log: they are"
                      + " evidence");
              stays.add("The global signing key: it was made here, and nobody else has it");
              boolean accounts = false;
              for (Row row : rows) {
                stays.add(row.getString(0));
                accounts |= row.getBoolean("accounts");
              }
              return new Change<>(
                  new DemoDataReport(adopted, progress.taken, stays, accounts), progress.events);
            });
  }

  private static Tuple licenses() {
    return Tuple.tuple().addArrayOfString(DemoData.LICENSES.toArray(String[]::new));
  }

  private static Tuple products() {
    List<String> versions = new ArrayList<>(DemoData.PRODUCT_VERSIONS);
    versions.add(DemoData.PRODUCT_WITH_OWN_KEY_VERSION);
    List<String> names =
        new ArrayList<>(List.of(DemoData.PRODUCT_NAME, DemoData.PRODUCT_WITH_OWN_KEY_NAME));
    for (DemoData.Generated product : DemoData.GENERATED) {
      versions.addAll(product.versions());
      names.add(product.name());
    }
    return Tuple.tuple()
        .addArrayOfLong(PRODUCT_IDS)
        .addArrayOfString(names.toArray(String[]::new))
        .addArrayOfString(versions.toArray(String[]::new));
  }
}
