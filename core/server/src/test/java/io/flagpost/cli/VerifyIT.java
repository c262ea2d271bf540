package io.flagpost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Program;
import io.flagpost.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flagpost verify} on the reference server's own answers, as it is handed out. */
class VerifyIT {
  private static final Path VECTORS =
      Repository.path("core", "wire", "src", "test", "resources", "vectors");
  private static final String KEY = VECTORS.resolve("reference-global-public.pem").toString();
  private static final Path CORRECT = VECTORS.resolve("reference-830.json");
  private static final Path INCORRECT = VECTORS.resolve("reference-831.json");

  @TempDir private Path folder;

  @Test
  void theReferenceAnswersAreValidUnderTheReferenceKey() throws Exception {
    Program.Ended ended =
        Program.run("verify", "--public-key", KEY, CORRECT.toString(), INCORRECT.toString());

    assertThat(ended.lines()).containsExactly(CORRECT + ": valid", INCORRECT + ": valid");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void withOneCharacterChangedTheyAreNot() throws Exception {
    List<String> changed = new ArrayList<>();
    for (Path answer : List.of(CORRECT, INCORRECT)) {
      String text = Files.readString(answer);
      for (String member : List.of("message", "response_base64", "signature")) {
        int begin = text.indexOf('"', text.indexOf("\"" + member + "\":") + member.length() + 3);
        int end = text.indexOf('"', begin + 1);
        changed.add(changedAt(text, begin + 1));
        changed.add(changedAt(text, (begin + end) / 2));
        changed.add(changedAt(text, begin + 5));
      }
    }

    Program.Ended ended = Program.run(command(changed));

    assertThat(ended.lines())
        .hasSameSizeAs(changed)
        .allSatisfy(line -> assertThat(line).contains(".json: invalid: "));
    assertThat(ended.exitCode()).isEqualTo(1);
  }

  @Test
  void oneInvalidAnswerAmongValidOnesIsEnoughToFail() throws Exception {
    String missing = folder.resolve("missing.json").toString();

    Program.Ended ended = Program.run(command(List.of(CORRECT.toString(), missing)));

    assertThat(ended.lines())
        .containsExactly(CORRECT + ": valid", missing + ": invalid: there is no such file");
    assertThat(ended.exitCode()).isEqualTo(1);
  }

  @Test
  void anAnswerCanBePipedIn() throws Exception {
    Program.Ended ended =
        Program.run(Files.readAllBytes(CORRECT), "verify", "--public-key", KEY, "-");

    assertThat(ended.lines()).containsExactly("-: valid");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void aWrongCommandLineVerifiesNothing() throws Exception {
    assertThat(Program.run("verify", "--public-key", KEY).exitCode()).isEqualTo(2);
    assertThat(Program.run("verify", "--public-key", CORRECT.toString(), "-").exitCode())
        .isEqualTo(2);
  }

  private static String[] command(List<String> answers) {
    List<String> line = new ArrayList<>(List.of("verify", "--public-key", KEY));
    line.addAll(answers);
    return line.toArray(String[]::new);
  }

  private String changedAt(String text, int index) throws IOException {
    char other = text.charAt(index) == 'A' ? 'B' : 'A';
    Path file = Files.createTempFile(folder, "changed", ".json");
    Files.writeString(file, text.substring(0, index) + other + text.substring(index + 1));
    return file.toString();
  }
}
