package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatisticsCommandTest extends OperationCommandFixture {
  private static final String COUNTS =
      "\"records\": 1234567, \"flagged\": 12345, \"incorrect\": 7, \"unknown_keys\": 0";

  private static final String OVERVIEW =
      """
      {"range": {"from": "2030-01-01T00:00:00Z", "to": "2030-01-03T00:00:00Z", "resolution": "day",
                 "first_day": "2030-01-01", "last_day": "2030-01-02"},
       "counted": {"record": 99, "received_at": "2030-01-02T23:59:59Z", "verdict": 7},
       "totals": {"from": "a", "to": "b", COUNTS, "flagged_share": 0.01},
       "before": {"from": "a", "to": "b", "records": 0, "flagged": 20000, "incorrect": 7,
                  "unknown_keys": 0, "flagged_share": null},
       "change": {"records": null, "flagged": -0.38275, "incorrect": 0.0, "unknown_keys": null},
       "trend": [{"at": "2030-01-01T00:00:00Z", COUNTS}],
       "products": [{"product_id": 1, "name": "A name that is much longer than all the room that there is",
                     COUNTS, "flagged_share": 0.01}],
       "data_groups": {"all": 1, "items": [{"kind": "invented", "data_group": "=1+\\u001b[31m",
                       COUNTS, "flagged_share": null}]},
       "flags": [{"flag": "shared_license", "records": 40, "checks": [
                   {"check": "shared-license", "version": "1.0.0", "records": 40}]}],
       "distinct": {"users": 1000, "activations": 2000, "addresses": 3, "license_keys": 4,
                    "standard_error": 0.0122},
       "values": {"all": 1, "relative_error": 0.01, "items": [
                   {"kind": "invented", "data_group": "g", "count": 3, "mean": 1.25, "minimum": -1e9,
                    "maximum": 2.5, "p50": 1, "p95": 2, "p99": 2.5}]}}"""
          .replace("COUNTS", COUNTS);

  @Test
  void countsArePrintedInEightyColumns() throws Exception {
    gateway.answers(200, OVERVIEW);

    assertThat(run("statistics show --from 2030-01-01 --product-id 1")).isZero();

    assertThat(gateway.last().target())
        .isEqualTo("/admin/v1/statistics?from=2030-01-01T00%3A00%3A00Z&product_id=1");
    assertThat(shell.out())
        .isEqualTo(
            """
            Time     2030-01-01T00:00:00Z to 2030-01-03T00:00:00Z
            Counted  up to record 99, received 2030-01-02T23:59:59Z

                               records  flagged  wrong format  unknown keys
            this time        1,234,567   12,345             7             0
            the time before          0   20,000             7             0
            change                   -  -38.3 %        +0.0 %             -

            product                                   records  flagged  of all  unknown keys
            1        A name that is much longer t…  1,234,567   12,345   1.0 %             0

            data group                 records  flagged  of all  unknown keys
            =1+\\u001b[31m  invented  1,234,567   12,345       -             0

            flag            by                    records
            shared_license                             40
                            shared-license 1.0.0       40

            different ones, about
            users                  1,000
            activations            2,000
            addresses                  3
            license keys               4

            values  count   mean     minimum  maximum    p50    p95    p99
            g           3  1.250  -1.000e+09    2.500  1.000  2.000  2.500

            day                     records  flagged  wrong format  unknown keys
            2030-01-01T00:00:00Z  1,234,567   12,345             7             0
            """);
    assertThat(shell.out().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(shell.out()).doesNotContain("\u001b");
  }

  @Test
  void aSpreadsheetGetsOneTable() throws Exception {
    gateway.answers(200, OVERVIEW);

    assertThat(run("statistics show -o csv")).isZero();

    assertThat(shell.out().lines().toList().get(0))
        .startsWith(
            "part,from,to,resolution,first_day,last_day,record,received_at,verdict,records");
    assertThat(shell.out()).contains("'=1+\\u001b[31m").contains("shared-license 1.0.0: 40");
    assertThat(shell.out()).doesNotContain("\u001b");
  }

  @Test
  void aProgramGetsTheAnswerItself() throws Exception {
    gateway.answers(200, OVERVIEW);

    assertThat(run("statistics show -o json --part totals --part trend")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/statistics?part=totals&part=trend");
    assertThat(shell.out()).startsWith("{\"range\":");
  }

  @Test
  void topListsSayHowCompleteTheyAre() throws Exception {
    gateway.answers(
        200,
        """
        {"first_day": "2030-01-01", "last_day": "2030-01-07",
         "counted": {"record": 99, "received_at": null, "verdict": 0}, "standard_error": 0.0244,
         "licenses_by_activations": {"others_at_most": 7, "items": [
            {"product_id": 1, "license_key": "KEY-1", "known": true, "activations": 1000,
             "users": 2, "addresses": 3, "exact": ["users"], "records": 5000, "flagged": 1,
             "first_at": "2030-01-01T00:00:00Z", "last_at": "2030-01-02T00:00:00Z"}]},
         "licenses_by_users": {"others_at_most": 0, "items": []},
         "licenses_by_addresses": {"others_at_most": 0, "items": []},
         "sources": {"other_records": 12, "items": [
            {"name": "192.0.2.0/24", "records": 7, "flagged": 2, "unknown_keys": 1}]},
         "invented_keys": {"other_records": 0, "items": []}}""");

    assertThat(run("statistics top --limit 5")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/statistics/top?limit=5");
    assertThat(shell.out())
        .contains("license, by activations  product  activations  users  addresses  records")
        .contains("KEY-1                          1        1,000      2          3    5,000")
        .contains("No other one has more than 7.")
        .contains("192.0.2.0/24        7        2             1")
        .contains("Others: 12 records.");
  }

  @Test
  void aRebuildTellsWhatWasDone() throws Exception {
    gateway.answers(
        200,
        """
        {"progress": {"day": null, "day_records": 0, "days_done": 0}}
        {"progress": {"day": "2030-01-01", "day_records": 8192, "days_done": 0}}
        {"report": {"ending": "complete", "last_day": "2030-01-01", "days": 1, "records": 9000}}
        """);

    assertThat(run("statistics rebuild --from 2030-01-01 --to 2030-01-01")).isZero();

    assertThat(gateway.last().body().toString())
        .isEqualTo("{\"from\":\"2030-01-01\",\"to\":\"2030-01-01\"}");
    assertThat(shell.out()).contains("ending:   complete").contains("records:  9000");
  }

  @Test
  void aRebuildThatWasCalledOffHasFailed() throws Exception {
    gateway.answers(
        200,
        """
        {"report": {"ending": "cancelled", "last_day": null, "days": 0, "records": 0}}
        """);

    assertThat(run("statistics rebuild --from 2030-01-01 --to 2030-01-01")).isEqualTo(1);
  }

  @Test
  void aRebuildThatBreaksOffSaysThatItCanBeRunAgain() throws Exception {
    gateway.answers(200, "{\"progress\": {\"day\": null, \"day_records\": 0, \"days_done\": 0}}\n");

    assertThat(run("statistics rebuild --from 2030-01-01 --to 2030-01-01")).isNotZero();

    assertThat(shell.err()).contains("it can be run again");
  }
}
