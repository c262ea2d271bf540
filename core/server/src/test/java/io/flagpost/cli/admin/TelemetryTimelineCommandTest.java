package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TelemetryTimelineCommandTest extends OperationCommandFixture {
  private static final String LINE =
      """
      {"from": "2030-01-01T00:00:00Z", "to": "2030-01-31T00:00:00Z",
       "seen": {"records": 5000, "flagged": 12, "first_at": "2030-01-02T00:00:00.5Z",
                "last_at": "2030-01-30T00:00:00.5Z", "most": 5000, "is_complete": false},
       "flags": {"different": 0, "items": []},
       "versions": {"different": 1, "items": [
         {"name": "5.2\\u001b[31m", "records": 5000, "flagged": 12,
          "first_at": "2030-01-02T00:00:00.5Z", "last_at": "2030-01-30T00:00:00.5Z"}]},
       "activations": {"different": 900, "items": [
         {"name": "%s", "records": 3, "flagged": 0,
          "first_at": "2030-01-02T00:00:00.5Z", "last_at": "2030-01-30T00:00:00.5Z"}]},
       "addresses": {"different": 0, "items": []}, "users": {"different": 0, "items": []},
       "licenses": {"different": 0, "items": []}, "days_from": "rollups",
       "days": [{"day": "2030-01-30", "records": 123456, "flagged": 12, "activations": 900,
                 "users": 3, "addresses": 4, "flags": {"shared_license": 12, "%s": 1}}],
       "registry": [{"id": 7, "license_key": "L", "status": "active", "product_id": 1,
                     "environment": "production", "expires_at": null, "activation_limit": 3,
                     "active_activations": 2, "activations": [
                       {"identifier": "a-1", "status": "active",
                        "created_at": "2029-01-01T00:00:00Z"}]}]}"""
          .replace("%s", "x".repeat(90));

  @Test
  void aTimeLineFitsTheTerminalAndIsHarmless() throws Exception {
    gateway.answers(200, LINE);

    assertThat(run("telemetry timeline --license-key L")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/telemetry/timeline?license_key=L");
    assertThat(shell.out())
        .isEqualTo(
            """
            From      2030-01-01T00:00:00Z to 2030-01-31T00:00:00Z
            Records   5000, with flags 12
            Received  2030-01-02T00:00:00Z to 2030-01-30T00:00:00Z
            There are more records: only the newest of these days were looked at.

            License L
              id 7, active, product 1, production
              active activations 2 of 3
                2029-01-01  active    a-1

            Versions, 1 different                     records  flagged  first     last
              5.2\\u001b[31m                              5000       12  30-01-02  30-01-30

            Activations, 900 different                records  flagged  first     last
              xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…        3        0  30-01-02  30-01-30

            Days, of all records: records, flagged, activations, users, addresses
              2030-01-30   123456       12      900        3        4  shared_license, xxxx…
            """);
    assertThat(shell.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aProgramGetsTheAnswerItself() throws Exception {
    gateway.answers(200, LINE);

    assertThat(run("telemetry timeline --address 192.0.2.0/24 -o json")).isZero();

    assertThat(gateway.last().target()).endsWith("?address=192.0.2.0%2F24");
    assertThat(shell.out()).startsWith("{\"from\":\"2030-01-01T00:00:00Z\"");
  }
}
