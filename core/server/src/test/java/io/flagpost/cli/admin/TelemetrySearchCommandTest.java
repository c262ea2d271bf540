package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TelemetrySearchCommandTest extends OperationCommandFixture {
  private static final String RECORD =
      """
      {"record_id": "01920000-0000-7000-8000-000000000001", "id": 7,
       "received_at": "2030-01-01T00:00:00.123456Z", "environment": "production",
       "client_address": "192.0.2.7", "product_id": "1", "product_version": "5.2",
       "license_key": "L\\u001b]0;x\\u0007", "activation_identifier": null,
       "user_identifier": "%s", "red_flags": ["odd", "shared"], "pending_checks": []}""";

  @Test
  void recordsAreShownInLinesThatFitAndAreHarmless() throws Exception {
    gateway.answers(200, page("full", "next", RECORD.replace("%s", "u".repeat(100))));

    assertThat(run("telemetry search --license-key L --red-flag odd --red-flag b --limit 1"))
        .isZero();

    assertThat(gateway.last().target())
        .isEqualTo("/admin/v1/telemetry?license_key=L&red_flag=odd&red_flag=b&limit=1");
    assertThat(shell.out())
        .isEqualTo(
            """
            2030-01-01T00:00:00Z  01920000-0000-7000-8000-000000000001
              product 1 5.2, production, from 192.0.2.7
              license L\\u001b]0;x\\u0007
              user %s…
              flags odd, shared
            """
                .replace("%s", "u".repeat(72)));
    assertThat(shell.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aSearchThatTakesLongGoesOnFromWhereItCame() throws Exception {
    gateway.answers(200, page("time", "one", ""));
    gateway.answers(200, page("complete", null, RECORD));

    assertThat(run("telemetry search --text needle --column id")).isZero();

    assertThat(gateway.last().target()).contains("text=needle").endsWith("&cursor=one");
    assertThat(shell.out()).isEqualTo("7\n");
  }

  @Test
  void anEarlierSearchIsGoneOnWith() throws Exception {
    gateway.answers(200, page("complete", null, ""));

    assertThat(run("telemetry search --cursor abc -o json")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/telemetry?limit=100&cursor=abc");
    assertThat(shell.out()).isEqualTo("[]\n");
  }

  private static String page(String end, @Nullable String cursor, String items) {
    return String.format(
        Locale.ROOT,
        """
            {"items": [%s], "next_cursor": %s, "end": "%s", "searched_to": %s}""",
        items,
        cursor == null ? "null" : '"' + cursor + '"',
        end,
        cursor == null ? "null" : "{\"id\": 3, \"received_at\": \"2030-01-01T00:00:00Z\"}");
  }
}
