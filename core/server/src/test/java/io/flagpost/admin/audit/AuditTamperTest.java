package io.flagpost.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.admin.audit.AuditProblem.Kind;
import io.flagpost.platform.kek.KeyWrapping;
import io.flagpost.testing.Futures;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever somebody who owns the database does to the log, the first wrong entry is named. */
class AuditTamperTest {
  private static final int ENTRIES = 8;
  private static final KeyWrapping WRAPPING = TestLog.wrapping(1);
  private static final String COPY =
      """
      INSERT INTO audit_entry
      SELECT %d, at, actor_kind, actor_name, account_id, credential, role, address, action, target,
             before, after, kek_id, mac FROM audit_entry WHERE number = %d""";

  @TempDir static Path folder;
  private static TestLog log;

  @BeforeAll
  static void writeLog() {
    log = new TestLog(folder);
    log.append(WRAPPING, ENTRIES);
    log.run("CREATE TABLE backup AS SELECT * FROM audit_entry");
  }

  @AfterEach
  void restore() {
    log.tamper("DELETE FROM audit_entry", "INSERT INTO audit_entry SELECT * FROM backup");
  }

  @AfterAll
  static void close() {
    log.close();
  }

  @Test
  void theLogAsItWasWrittenIsValid() {
    AuditReport report = log.verify(WRAPPING);
    assertThat(report.problem()).isNull();
    assertThat(report.entries()).isEqualTo(ENTRIES);
    assertThat(report.warnings()).singleElement().asString().contains("no checkpoints");
  }

  @TestFactory
  Stream<DynamicTest> aChangeToAnyColumnIsNamed() throws SQLException {
    return columns().stream()
        .flatMap(
            column ->
                Stream.of(1, 4, ENTRIES)
                    .map(
                        number ->
                            DynamicTest.dynamicTest(
                                column.name + " of entry " + number,
                                () -> aChangeIsNamed(column, number))));
  }

  private void aChangeIsNamed(Column column, int number) {
    log.tamper(
        String.format(
            Locale.ROOT,
            "UPDATE audit_entry SET %s = %s WHERE number = %d",
            column.name,
            column.changed(),
            number));
    AuditProblem problem = problem();
    assertThat(problem.entry()).isEqualTo(number);
    assertThat(problem.kind())
        .isEqualTo(
            switch (column.name) {
              case "number" -> Kind.REMOVED;
              case "kek_id" -> Kind.UNKNOWN_KEY;
              default -> Kind.CHANGED;
            });
    restore();
  }

  @TestFactory
  Stream<DynamicTest> aValueThatIsTakenAwayIsNamed() throws SQLException {
    return columns().stream()
        .filter(column -> column.nullable)
        .map(
            column ->
                DynamicTest.dynamicTest(
                    column.name,
                    () -> {
                      log.tamper(
                          String.format(
                              Locale.ROOT,
                              "UPDATE audit_entry SET %s = NULL WHERE number = 3",
                              column.name));
                      assertThat(problem().entry()).isEqualTo(3);
                      restore();
                    }));
  }

  @Test
  void jsonThatMeansTheSameButIsWrittenOtherwiseIsNamed() {
    log.tamper("UPDATE audit_entry SET before = before::jsonb::json WHERE number = 5");
    expect(5, Kind.CHANGED);
  }

  @Test
  void twoColumnsThatSwapTextAcrossTheirBorderAreNamed() {
    log.tamper(
        "UPDATE audit_entry SET action = action || left(target, 1), target = substr(target, 2)"
            + " WHERE number = 5");
    expect(5, Kind.CHANGED);
  }

  @Test
  void twoNeighboursThatWereChangedAreNamed() {
    log.tamper("UPDATE audit_entry SET actor_name = 'mallory' WHERE number IN (3, 4)");
    expect(3, Kind.CHANGED);
  }

  @Test
  void entriesRemovedFromTheBeginningAreNamed() {
    log.tamper("DELETE FROM audit_entry WHERE number <= 2");
    assertThat(expect(1, Kind.REMOVED).explanation()).isEqualTo("Entries 1 to 2 are missing");
  }

  @Test
  void anEntryRemovedFromTheMiddleIsNamed() {
    log.tamper("DELETE FROM audit_entry WHERE number = 5");
    assertThat(expect(5, Kind.REMOVED).explanation()).isEqualTo("Entry 5 is missing");
  }

  @Test
  void anEntryRemovedFromTheMiddleIsNamedThoughTheOthersWereRenumbered() {
    log.tamper(
        "DELETE FROM audit_entry WHERE number = 5",
        "UPDATE audit_entry SET number = number + 1000 WHERE number > 5",
        "UPDATE audit_entry SET number = number - 1001 WHERE number > 1000");
    expect(5, Kind.REMOVED);
  }

  @Test
  void theFirstEntryRemovedIsNamedThoughTheOthersWereRenumbered() {
    log.tamper(
        "DELETE FROM audit_entry WHERE number = 1",
        "UPDATE audit_entry SET number = number + 1000",
        "UPDATE audit_entry SET number = number - 1001");
    expect(1, Kind.REMOVED);
  }

  @Test
  void anEntryMadeUpAtTheEndIsNamed() {
    log.tamper(
        String.format(Locale.ROOT, COPY, ENTRIES + 1, ENTRIES),
        "UPDATE audit_entry SET action = 'license.delete', mac = sha256('x') WHERE number = "
            + (ENTRIES + 1));
    AuditProblem problem = expect(ENTRIES + 1, Kind.CHANGED);
    assertThat(problem.explanation()).contains("or was put in");
  }

  @Test
  void anEntryMadeUpInTheMiddleIsNamed() {
    log.tamper(
        "UPDATE audit_entry SET number = number + 1000 WHERE number >= 4",
        "UPDATE audit_entry SET number = number - 999 WHERE number > 1000",
        String.format(Locale.ROOT, COPY, 4, 3),
        "UPDATE audit_entry SET action = 'license.delete', mac = sha256('x') WHERE number = 4");
    expect(4, Kind.INSERTED);
  }

  @Test
  void anEntryPutInOnceMoreIsNamed() {
    log.tamper(String.format(Locale.ROOT, COPY, ENTRIES + 1, 2));
    assertThat(expect(ENTRIES + 1, Kind.INSERTED).explanation())
        .isEqualTo("Entry 9 is entry 2, put in once more");
  }

  @Test
  void twoEntriesWithOneNumberAreNamed() {
    log.tamper(
        "ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_pkey",
        String.format(Locale.ROOT, COPY, 4, 4));
    try {
      expect(4, Kind.INSERTED);
    } finally {
      restore();
      log.run("ALTER TABLE audit_entry ADD PRIMARY KEY (number)");
    }
  }

  @Test
  void anEntryBeforeTheFirstIsNamed() {
    log.tamper(
        "ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_number_check",
        String.format(Locale.ROOT, COPY, 0, 4));
    try {
      expect(0, Kind.INSERTED);
    } finally {
      restore();
      log.run("ALTER TABLE audit_entry ADD CHECK (number > 0)");
    }
  }

  @Test
  void twoEntriesThatChangedPlacesAreNamed() {
    swap(3, 6);
    assertThat(expect(3, Kind.REORDERED).explanation()).endsWith("it was entry 6");
  }

  @Test
  void twoNeighboursThatChangedPlacesAreNamed() {
    swap(3, 4);
    assertThat(expect(3, Kind.REORDERED).explanation()).endsWith("it was entry 4");
  }

  @Test
  void theFirstTwoThatChangedPlacesAreNamed() {
    swap(1, 2);
    expect(1, Kind.REORDERED);
  }

  @Test
  void anEntryRenumberedPastTheEndIsNamed() {
    log.tamper("UPDATE audit_entry SET number = 100 WHERE number = 2");
    expect(2, Kind.REMOVED);
  }

  @Test
  void aChainRecomputedUnderAnotherKeyIsNamed() {
    recompute(1, new EntryMacs(new byte[32]));
    expect(1, Kind.RECOMPUTED);
  }

  @Test
  void aTailRecomputedUnderAnotherKeyIsNamed() {
    recompute(5, new EntryMacs(new byte[32]));
    expect(5, Kind.RECOMPUTED);
  }

  @Test
  void anImpossibleTimeIsNamed() {
    log.tamper("ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_at_check");
    log.tamper("UPDATE audit_entry SET at = 'infinity' WHERE number = 4");
    try {
      expect(4, Kind.CHANGED);
    } finally {
      restore();
      log.run("ALTER TABLE audit_entry ADD CHECK (isfinite(at))");
    }
  }

  private static void swap(int one, int other) {
    log.tamper(
        "UPDATE audit_entry SET number = 1000 WHERE number = " + one,
        String.format(
            Locale.ROOT, "UPDATE audit_entry SET number = %d WHERE number = %d", one, other),
        String.format(
            Locale.ROOT, "UPDATE audit_entry SET number = %d WHERE number = 1000", other));
  }

  /** What somebody does who knows the source and not the key. */
  private static void recompute(int from, EntryMacs macs) {
    List<String> updates = new ArrayList<>();
    byte[] mac = AuditEntry.NO_MAC;
    for (AuditEntry entry : entries()) {
      if (entry.number() >= from) {
        mac = macs.mac(mac, entry.number(), entry.content());
        updates.add(
            String.format(
                Locale.ROOT,
                "UPDATE audit_entry SET mac = '\\x%s' WHERE number = %d",
                HexFormat.of().formatHex(mac),
                entry.number()));
      } else {
        mac = entry.mac();
      }
    }
    log.tamper(updates.toArray(String[]::new));
  }

  private static List<AuditEntry> entries() {
    List<AuditEntry> entries = new ArrayList<>();
    Futures.await(log.pool.query(AuditEntry.SELECT).execute())
        .forEach(row -> entries.add(AuditEntry.read(row)));
    return entries;
  }

  private static AuditProblem expect(long entry, Kind kind) {
    AuditProblem problem = problem();
    assertThat(problem.kind()).as(problem.explanation()).isEqualTo(kind);
    assertThat(problem.entry()).isEqualTo(entry);
    return problem;
  }

  private static AuditProblem problem() {
    AuditProblem problem = log.verify(WRAPPING).problem();
    if (problem == null) {
      throw new AssertionError("It was not noticed");
    }
    return problem;
  }

  private record Column(String name, String type, boolean nullable) {
    String changed() {
      return switch (type) {
        case "bigint" -> name + " + 1000";
        case "timestamp with time zone" -> name + " + interval '1 microsecond'";
        case "text" -> name + " || 'x'";
        case "json" -> "'{\"status\":\"revoked\"}'";
        case "bytea" ->
            String.format(Locale.ROOT, "set_byte(%1$s, 31, get_byte(%1$s, 31) # 1)", name);
        default -> throw new AssertionError("How is " + this + " to be changed?");
      };
    }
  }

  private static List<Column> columns() throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (Connection connection = log.database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT column_name, data_type, is_nullable = 'YES' FROM information_schema.columns"
                    + " WHERE table_name = 'audit_entry' ORDER BY ordinal_position")) {
      while (rows.next()) {
        columns.add(new Column(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
      }
    }
    assertThat(columns).hasSizeGreaterThanOrEqualTo(14);
    return columns;
  }
}
