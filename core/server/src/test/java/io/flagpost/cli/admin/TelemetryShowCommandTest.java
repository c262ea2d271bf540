package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TelemetryShowCommandTest extends OperationCommandFixture {
  private static final String RECORD =
      """
      {"record_id": "0190", "id": 7, "received_at": "2030-01-01T00:00:00Z",
       "environment": "production", "api_key_id": 3, "client_address": "192.0.2.7",
       "sent": {"license_key": "L\\u001b]0;x\\u0007", "nonce": null, "sequence": 42},
       "raw": {"content_type": null, "content_encoding": null, "query": null,
               "body": {"octets": 2, "text": null, "hex": "fffe"}},
       "receipt": {"is_correct_format": false, "flags": [
         {"code": "unknown_license_key", "check": "license-key", "severity": "high",
          "explanation": "No license has this key.", "evidence": {"key": "L"}}]},
       "verdicts": [
         {"check": "shared-license", "check_version": "1.0.0", "mode": "live", "pending": false,
          "decided_at": "2030-01-02T00:00:00Z", "reason": null, "flags": [{"code": "shared"}]},
         {"check": "own", "check_version": "2.0.0", "mode": "shadow", "pending": true,
          "decided_at": "2030-01-03T00:00:00Z", "reason": "The check has failed.", "flags": []},
         {"check": "own", "check_version": "2.0.1", "mode": "recheck", "pending": false,
          "decided_at": "2030-01-04T00:00:00Z", "reason": null, "flags": []}],
       "standing": {"flags": ["unknown_license_key", "shared"], "pending": []}}""";

  @Test
  void aRecordIsShownWithWhatWasSaidOfItAndWhy() throws Exception {
    gateway.answers(200, RECORD);

    assertThat(run("telemetry show 0190")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/telemetry/0190");
    assertThat(shell.out())
        .isEqualTo(
            """
            Record    0190, id 7
            Received  2030-01-01T00:00:00Z, production
            From      192.0.2.7, API key 3
            Flags     unknown_license_key, shared
            Pending   none

            Sent
              license_key: L\\u001b]0;x\\u0007
              sequence: 42
              raw body, 2 octets:
                fffe

            At receipt
              The format is not correct.
              unknown_license_key, high
                No license has this key.
                key: L

            2030-01-02T00:00:00Z  shared-license 1.0.0
              shared

            2030-01-03T00:00:00Z  own 2.0.0, shadow
              The check has failed.
              It could not tell, and is asked again.

            2030-01-04T00:00:00Z  own 2.0.1, recheck
              It found nothing.
            """);
  }

  @Test
  void aProgramGetsTheAnswerItself() throws Exception {
    gateway.answers(200, RECORD);

    assertThat(run("telemetry show 0190 -o json")).isZero();

    assertThat(shell.out()).startsWith("{\"record_id\":\"0190\"");
  }
}
