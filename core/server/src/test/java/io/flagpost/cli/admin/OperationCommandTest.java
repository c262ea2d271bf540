package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command of an operation sends, prints and ends with. */
class OperationCommandTest extends OperationCommandFixture {
  @Test
  void aGroupsHelpSaysWhatItsTagIsAboutAndListsItsCommands() {
    assertThat(run("thing --help")).isZero();

    assertThat(shell.out())
        .startsWith("Usage: flagpost thing")
        .contains("What this installation keeps.")
        .containsSubsequence("list", "List things", "create", "Make a thing", "delete")
        .contains("3   not signed in, or not permitted");
  }

  @Test
  void aCommandsHelpSaysWhatTheDescriptionSays() {
    assertThat(run("thing create --help")).isZero();

    assertThat(shell.out())
        .startsWith("Usage: flagpost thing create")
        .contains("It is made at once: 100% of ${it}.")
        .contains("    flagpost thing create --name x")
        .containsPattern("--name=TEXT +What it is called. \\(required\\)")
        .containsPattern("--status=WORD +Whether it may be used. One of: active, blocked.")
        .containsPattern("--size=N +How big. \\(default: 3\\)")
        .containsPattern("--tags=TEXT +What it is about. May be given several times.")
        .contains("--expires-in=SPAN", "--url=URL", "--token-file=FILE", "--cacert=FILE.pem")
        .containsPattern("VERSION +Its version.")
        .contains("6   no gateway answers, or it is unavailable now");
  }

  @Test
  void optionsBecomeMembersOfTheirTypes() throws IOException {
    gateway.answers(201, "{\"id\":7}");

    assertThat(
            run(
                "thing create 1.0 --name=n --status=BLOCKED --size 4 --weight null --shared"
                    + " --tags a --tags b --expires-at=2030-01-31 --limits={\"a\":1}"))
        .isZero();

    FakeGateway.Asked asked = gateway.last();
    assertThat(asked.method() + " " + asked.target()).isEqualTo("POST /admin/v1/things");
    assertThat(asked.authorization()).isEqualTo("Bearer sesame");
    assertThat(asked.type()).isEqualTo("application/json");
    assertThat(asked.json())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"name":"n","version":"1.0","status":"blocked","size":4,"weight":null,
                     "shared":true,"tags":["a","b"],"expires_at":"2030-01-31T00:00:00Z",
                     "limits":{"a":1}}"""));
  }

  @Test
  void anExpiryCanBeASpanFromNowOn() throws IOException {
    gateway.answers(201, "{\"id\":7}").answers(201, "{\"id\":8}");

    run("thing create 1 --name=n --expires-in=90d");
    run("thing create 1 --name=n --expires-at=+90d");

    for (FakeGateway.Asked asked : gateway.asked()) {
      assertThat(Instant.parse(asked.json().path("expires_at").asText()))
          .isBetween(
              Instant.now().plus(Duration.ofDays(90)).minusSeconds(60),
              Instant.now().plus(Duration.ofDays(90)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "thing create 1 | Missing required option: '--name=TEXT'",
        "thing create --name=n | Missing required parameter: 'VERSION'",
        "thing create 1 --name=n --size=x | 'x' is not a whole number",
        "thing create 1 --name=n --size=11 | '11' is more than 10",
        "thing create 1 --name=n --size=null | 'null' is not a whole number",
        "thing create 1 --name=n --shared=maybe | 'maybe' is not a boolean",
        "thing create 1 --name=n --status=gone | 'gone' is not one of active, blocked",
        "thing create 1 --name=n --expires-at=soon | 'soon' is not a time such as",
        "thing create 1 --name=n --expires-in=soon | 'soon' is not a time span",
        "thing create 1 --name=n --expires-in=1d --expires-at=+1d | Only one of --expires-at",
        "thing create 1 --name=n --limits={ | '{' is not JSON",
        "thing show x | 'x' is not a whole number",
        "thing update 7 | Nothing to change: give an option",
        "thing delete 7 | It cannot be undone: give --yes where nobody can be asked",
        "thing list --limit=0 | --limit is at least 1",
        "thing list --url=ftp://x | Not a usable --url: ftp://x",
        "thing list --output=xml | Invalid value for option '--output'",
        "thing | Missing required subcommand",
        "thing lst | Unmatched argument",
      })
  void whatIsWrongIsNotSent(String line, String complaint) {
    assertThat(run(line)).isEqualTo(2);

    assertThat(shell.err()).contains(complaint);
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void aChangeSendsOnlyWhatWasGivenAndTheRevision() throws IOException {
    gateway.answers(200, "{\"id\":7,\"revision\":4}");

    assertThat(run("thing update 7 --weight=null --tags= --if-match 3")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/things/7");
    assertThat(gateway.last().ifMatch()).isEqualTo("\"3\"");
    assertThat(gateway.last().json().toString()).isEqualTo("{\"weight\":null,\"tags\":[]}");
    assertThat(shell.out()).isEqualTo(String.format(Locale.ROOT, "id:       7%nrevision: 4%n"));
  }

  @Test
  void aListIsReadPageByPageAndPrintedInColumns() {
    gateway
        .answers(
            200,
            """
            {"items":[{"id":1,"name":"böse 漢字","status":"active","more":1}],"next_cursor":"a/b"}""")
        .answers(
            200,
            """
            {"items":[{"id":22,"name":"a\\u001b[31m\\n","status":null}],"next_cursor":null}""");

    assertThat(run("thing list --status=active --sort=-id")).isZero();

    assertThat(shell.out())
        .isEqualTo(
            """
            ID  NAME           STATUS
            1   böse 漢字      active
            22  a\\u001b[31m\\n  -
            """
                .replace("\n", System.lineSeparator()));
    assertThat(gateway.asked())
        .extracting(FakeGateway.Asked::target)
        .containsExactly(
            "/admin/v1/things?sort=-id&status=active&limit=100",
            "/admin/v1/things?sort=-id&status=active&cursor=a%2Fb&limit=99");
  }

  @Test
  void aListStopsAtItsLimitAndOthersAskForAllInLargePages() {
    gateway.answers(200, "{\"items\":[{\"id\":1},{\"id\":2}],\"next_cursor\":\"c\"}");
    run("thing list --limit 2");
    assertThat(gateway.asked()).hasSize(1);

    gateway.answers(200, "{\"items\":[{\"id\":1}],\"next_cursor\":null}");
    run("thing list --all");
    assertThat(gateway.last().target()).isEqualTo("/admin/v1/things?limit=1000");
  }

  @Test
  void asJsonAListIsOneArrayAndARecordIsWhatTheGatewayAnswered() throws IOException {
    gateway
        .answers(200, "{\"items\":[{\"id\":1}],\"next_cursor\":\"c\"}")
        .answers(200, "{\"items\":[{\"id\":9007199254740993}],\"next_cursor\":null}")
        .answers(200, "{\"items\":[],\"next_cursor\":null}")
        .answers(200, "{\"id\":1,\"name\":null}");

    run("thing list --output json");
    assertThat(shell.out().replaceAll("\\s", ""))
        .isEqualTo("[{\"id\":1},{\"id\":9007199254740993}]");
    run("thing list --output json");
    assertThat(shell.out().strip()).isEqualTo("[]");
    run("thing show 1 -o json");
    assertThat(shell.out().strip()).isEqualTo("{\"id\":1,\"name\":null}");
  }

  @ParameterizedTest
  @CsvSource({
    "400,1", "401,3", "403,3", "404,4", "409,5", "412,5", "422,1", "429,1", "500,6", "503,6"
  })
  void aRefusalIsExplainedAndHasItsExitCode(int status, int exitCode) {
    gateway.answers(
        status,
        """
        {"title":"Invalid request","detail":"Look","errors":[{"field":"name","reason":"is silly"}]}""");

    assertThat(run("thing show 7")).isEqualTo(exitCode);

    assertThat(shell.err())
        .startsWith("flagpost thing show: Invalid request: Look")
        .contains("  name: is silly");
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void anAnswerThatIsNoProblemIsARefusalAllTheSame() {
    gateway.answers(502, "text/html", "<h1>Bad gateway</h1>");

    assertThat(run("thing show 7")).isEqualTo(6);

    assertThat(shell.err()).contains("the gateway answers with HTTP status 502");
  }

  @Test
  void withoutAGatewayTheExitCodeIsSix() {
    gateway.close();

    assertThat(run("thing show 7")).isEqualTo(6);

    assertThat(shell.err()).contains("no gateway answers at " + gateway.url());
  }

  @ParameterizedTest
  @ValueSource(strings = {"y", "YES"})
  void whatCannotBeUndoneIsAskedAbout(String answer) {
    gateway.answers(204, "");
    shell.typing(answer);

    assertThat(run("thing delete 7")).isZero();

    assertThat(gateway.last().method()).isEqualTo("DELETE");
    assertThat(shell.out()).isEqualTo(String.format(Locale.ROOT, "Done.%n"));
  }

  @Test
  void anyOtherAnswerIsNo() {
    shell.typing("");

    assertThat(run("thing delete 7")).isEqualTo(1);

    assertThat(shell.err()).contains("nothing was done");
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void yesAsksNobody() {
    gateway.answers(204, "");

    assertThat(run("thing delete 7 --yes")).isZero();
  }
}
