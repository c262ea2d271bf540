package io.flagpost.bench.data;

import io.flagpost.telemetry.record.RecordIds;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** Records of the last ten days, made by PostgreSQL itself: a gateway would take an hour. */
public final class SeedData {
  private static final int DAYS = 10;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);

  private SeedData() {}

  /** Makes the partitions and leaves them empty, for who does not make them itself. */
  public static void prepare(Database database) {
    fill(database, 0);
  }

  /** Stores that many records, as many on each day, the same as a gateway would. */
  public static void fill(Database database, long records) {
    database.run(
        connection -> {
          Database.execute(
              connection,
              "SET maintenance_work_mem = '512MB'",
              "SET max_parallel_maintenance_workers = 2");
          LocalDate today = LocalDate.now(ZoneOffset.UTC);
          for (int ago = DAYS - 1; ago >= 0; ago--) {
            fillDay(connection, today.minusDays(ago), ago == 0, records / DAYS);
          }
          fillDay(connection, today.plusDays(1), false, 0);
        });
    database.run(
        connection -> Database.execute(connection, "VACUUM (ANALYZE) telemetry", "CHECKPOINT"));
  }

  /** Indexes are made when the partition is attached, which is faster than one row at a time. */
  private static void fillDay(Connection connection, LocalDate day, boolean today, long records)
      throws SQLException {
    String partition = "telemetry_p" + NAME.format(day);
    String begin = "'" + day + "T00:00:00Z'::timestamptz";
    String span = today ? "now() - " + begin : "interval '23 hours 59 minutes'";
    Database.execute(
        connection,
        "CREATE TABLE " + partition + " (LIKE telemetry INCLUDING ALL EXCLUDING INDEXES)",
        insert(partition, begin, span, records),
        String.format(
            Locale.ROOT,
            """
            ALTER TABLE telemetry ATTACH PARTITION %1$s FOR VALUES FROM ('%2$s') TO ('%3$s');
            INSERT INTO telemetry_day (first_record, end_record, partition)
              VALUES ('%2$s', '%3$s', '%1$s')""",
            partition,
            firstId(day),
            firstId(day.plusDays(1))));
  }

  private static String insert(String partition, String begin, String span, long records) {
    return String.format(
        Locale.ROOT,
        """
        INSERT INTO %1$s (record_id, created_at, environment, api_key_id, client_address,
          product_id, user_identifier, license_key, activation_identifier, product_version,
          data_type, numeric_data_single_value, data_group, known_product_id, is_correct_format,
          license_key_exists, product_exists, product_version_exists, flagged, flags, pending,
          flag_details, catalog_id)
        SELECT uuidv7(r.at - clock_timestamp()), r.at, 'production', 1, '127.0.0.1',
               (1 + r.who %% %6$d)::text, 'user-' || r.who %% 7919 || '@example.com',
               'BNCH-' || lpad(r.who::text, 5, '0') || '-7Q4X-K2M9-TR5W',
               'activation-' || lpad(r.who::text, 5, '0'), '1.0.0', 'numeric-single-value',
               (r.n %% 1000)::text, 'startup', 1 + r.who %% %6$d, true, true, true, true,
               r.n %% 50 = 0,
               CASE WHEN r.n %% 50 = 0 THEN '{activation_missing}'::text[] ELSE '{}' END, '{}',
               NULL, 'history'
          FROM (SELECT n, floor(random() * %5$d)::int AS who,
                       %2$s + (%3$s) * (n::float8 / (%4$d + 1)) AS at
                  FROM generate_series(1, %4$d) n) r""",
        partition,
        begin,
        span,
        records,
        Vendor.LICENSES,
        Vendor.PRODUCTS);
  }

  private static UUID firstId(LocalDate day) {
    return RecordIds.floor(day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}
