package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.admin.api.AdminContract;
import io.flagpost.cli.console.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flagpost refold}: what it sends, and what it prints, in 80 columns. */
class RefoldCommandTest {
  private static final int COLUMNS = 80;
  private static final int COLUMNS_OF_HELP = 100;

  @TempDir private Path folder;
  private Shell shell;
  private FakeGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = FakeGateway.start();
    shell = new Shell(folder, AdminContract.load());
    shell.environment.put("FLAGPOST_URL", gateway.url());
    shell.environment.put("FLAGPOST_TOKEN", "sesame");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aKeyIsSentByItsFields() throws IOException {
    gateway.answers(201, refold("done", 12, 12));

    assertThat(run("refold start --check shared-license --license-key K --environment production"))
        .isZero();

    assertThat(gateway.last().method() + " " + gateway.last().target())
        .isEqualTo("POST /admin/v1/refolds");
    assertThat(gateway.last().json())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"check":"shared-license","license_key":"K","environment":"production"}"""));
  }

  @Test
  void itShowsHowFarItIsUntilItIsDoneAndHowToLookAgain() {
    shell.typing();
    gateway
        .answers(201, refold("waiting", 0, 0))
        .answers(200, refold("folding", 1_234_567_890, 9_876_543_210L))
        .answers(200, refold("clearing", 9_876_543_210L, 9_876_543_210L))
        .answers(200, refold("done", 9_876_543_210L, 9_876_543_210L));

    assertThat(run("refold start --check acme-probe/some_check_of_a_vendor")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/refolds/1234567");
    assertThat(shell.err())
        .contains("Refold 1234567 goes on by itself", "flagpost refold show 1234567")
        .contains("\rfolding: 1,234,567,890 of 9,876,543,210 records ")
        .contains("\rdone: ");
    assertThat(shell.out()).contains("state:", "SHARD  STATE").doesNotContain("{");
    assertFits();
  }

  @Test
  void whereNobodyWaitsItSaysWhatWasNoted() {
    gateway.answers(201, refold("waiting", 0, 0));

    assertThat(run("refold start --check shared-license --no-wait --output json")).isZero();

    assertThat(gateway.asked()).hasSize(1);
    assertThat(shell.out()).contains("\"id\":1234567").contains("\"shards\":[");
  }

  @Test
  void oneThatWasLeftCanBeLookedAtAgain() {
    gateway.answers(200, refold("folding", 5, 9));

    assertThat(run("refold show 1234567")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/refolds/1234567");
    assertThat(shell.out()).contains("folding");
    assertFits();
  }

  @Test
  void theListFitsAScreen() {
    gateway.answers(
        200,
        String.format(
            Locale.ROOT,
            "{\"items\":[%s],\"next_cursor\":null}",
            refold("clearing", 123_456_789, 123_456_789)
                .replace("acme-probe/some_check_of_a_vendor", "cloned-activation")));

    assertThat(run("refold list")).isZero();

    assertThat(shell.out()).contains("RECORDS_DONE", "cloned-activation");
    assertFits();
  }

  @Test
  void whatCannotBeMadeAgainIsSaidByItsName() {
    gateway.answers(
        422,
        """
        {"type":"urn:flagpost:problem:unprocessable","title":"Cannot be done","status":422,
         "detail":"Check clock-skew has no states",
         "errors":[{"field":"check","reason":"does not fold: it keeps no states"}]}""");

    assertThat(run("refold start --check clock-skew")).isEqualTo(ExitCodes.FAILED);

    assertThat(shell.err()).contains("does not fold");
  }

  @Test
  void itsHelpFitsAScreen() {
    assertThat(run("refold start --help")).isZero();
    assertThat(shell.out()).contains("--license-key", "--no-wait", "--shard");
    assertFits(COLUMNS_OF_HELP);
    assertThat(run("refold --help")).isZero();
    assertThat(shell.out()).contains("start", "show", "list");
    assertFits(COLUMNS_OF_HELP);
  }

  private int run(String line) {
    return shell.run(line.split(" "));
  }

  private void assertFits() {
    assertFits(COLUMNS);
  }

  private void assertFits(int columns) {
    List<String> lines = new ArrayList<>();
    for (String text : new String[] {shell.out(), shell.err()}) {
      lines.addAll(List.of(text.split("[\r\n]")));
    }
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
  }

  private static String refold(String state, long done, long total) {
    return String.format(
        Locale.ROOT,
        """
        {"id":1234567,"check":"acme-probe/some_check_of_a_vendor","scope":"shard","state":"%1$s",
         "records_done":%2$d,"records_total":%3$d,"requested_at":"2026-01-31T00:00:00.123456Z",
         "requested_by":"somebody","ended_at":null,
         "shards":[{"shard":3,"state":"%1$s","records_done":%2$d,"records_total":%3$d}]}""",
        state,
        done,
        total);
  }
}
