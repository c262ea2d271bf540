package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a command prints for people, programs can have as JSON or as one member. */
class OutputOptionsTest extends OperationCommandFixture {
  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(folder.resolve("rows.csv"), "license_key\nk1\n");
    Files.writeString(folder.resolve("probe.jar"), "a jar");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          thing show 7            | id      | {"id":7,"name":"n"}                         | 7
          thing create 1 --name n | id      | {"id":7,"secret":"geheim"}                  | 7
          license import rows.csv | created | {"created":1,"errors":0}                    | 1
          plugins add probe.jar   | file    | {"id":"probe","file":"probe-1.0.0.jar"}     | probe-1.0.0.jar
          recheck --plugin probe  | changed | {"report":{"ending":"complete","changed":3}} | 3
          audit verify            | entries | {"valid":true,"entries":5}                  | 5
          """)
  void aColumnIsAllThatIsPrinted(String line, String column, String answer, String expected) {
    gateway.answers(200, answer);

    assertThat(run(inFolder(line) + " --column " + column)).as(shell.err()).isZero();

    assertThat(shell.out().lines()).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          thing show 7            | {"id":7,"name":"n"}
          license import rows.csv | {"created":1,"errors":0}
          plugins add probe.jar   | {"id":"probe","file":"probe-1.0.0.jar"}
          audit verify            | {"valid":true,"entries":5}
          """)
  void asJsonItIsWhatTheGatewayAnswered(String line, String answer) {
    gateway.answers(200, answer);

    assertThat(run(inFolder(line) + " --output json")).as(shell.err()).isZero();

    assertThat(shell.out().lines()).containsExactly(answer);
  }

  private String inFolder(String line) {
    return line.replaceAll("(rows.csv|probe.jar)", folder + "/$1");
  }
}
