package io.flagpost.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flagpost.registry.DemoData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * After every other test: none of the secrets that they used is in a log, and in the answers only
 * where a secret is handed to its owner, once.
 */
class WholeRunScan {
  /** Answers that hand out a secret that was made for the one who asks. */
  private static final Pattern HANDS_OUT =
      Pattern.compile(
          "POST /admin/v1/(login|refresh|tokens|api-keys|api-keys/[0-9]+/rotate)"
              + "|(api-key create|api-key rotate|token create).*");

  /**
   * Where the demo's API key, which everybody knows, has to be: in the description, which tells how
   * to try it, and as the value of a field that a client under test filled with it.
   */
  private static final Pattern DEMO_KEY_BELONGS =
      Pattern.compile("In demo mode the API key|\"[a-z_]+\":\"" + DemoData.API_KEY);

  /** The demo's banner has the line to try it with. */
  private static final Pattern BANNER = Pattern.compile("(?m)^ +curl -sS .*$");

  private final SecretScan scan = new SecretScan();
  private final Map<String, String> kinds = new HashMap<>();

  @BeforeEach
  void learnSecrets() throws IOException {
    for (Path file : files("secrets")) {
      Files.readAllLines(file).stream()
          .map(Evidence::parse)
          .forEach(line -> kinds.put(line.get("value").asText(), line.get("kind").asText()));
    }
    kinds.put(DemoData.API_KEY, "demo's API key");
    kinds.keySet().forEach(scan::lookFor);
  }

  @Test
  void theRunUsedSecretsOfEveryKind() {
    assertThat(kinds.values())
        .contains("key", "password", "access_token", "refresh_token", "token", "private key");
  }

  @Test
  void noLogHoldsASecret() throws IOException {
    List<String> found = new ArrayList<>();
    List<Path> logs = files("logs");
    for (Path file : logs) {
      String text = BANNER.matcher(Files.readString(file, UTF_8)).replaceAll("");
      for (String secret : scan.in(text.getBytes(UTF_8))) {
        found.add(file.getFileName() + ": " + kinds.get(secret));
      }
    }

    assertThat(logs).isNotEmpty();
    assertThat(found).isEmpty();
  }

  @Test
  void aSecretIsInNoAnswerButTheOneThatHandsItToItsOwner() throws IOException {
    Map<String, Integer> handedOut = new HashMap<>();
    List<String> found = new ArrayList<>();
    int answers = 0;
    for (Path file : files("traffic")) {
      try (Stream<String> lines = Files.lines(file)) {
        for (JsonNode line : (Iterable<JsonNode>) lines.map(Evidence::parse)::iterator) {
          answers++;
          String request = line.get("request").asText();
          for (String secret : in(line)) {
            if (HANDS_OUT.matcher(request).matches()) {
              handedOut.merge(secret, 1, Integer::sum);
            } else if (!isDemoKeyInItsPlace(line, secret)) {
              found.add(request + ": " + kinds.get(secret));
            }
          }
        }
      }
    }

    assertThat(answers).isGreaterThan(20_000);
    assertThat(found).isEmpty();
    assertThat(handedOut.values()).isNotEmpty().allMatch(times -> times == 1);
  }

  private Set<String> in(JsonNode line) throws IOException {
    return scan.in(line.get("answer").binaryValue());
  }

  private static boolean isDemoKeyInItsPlace(JsonNode line, String secret) throws IOException {
    return secret.equals(DemoData.API_KEY)
        && DEMO_KEY_BELONGS.matcher(new String(line.get("answer").binaryValue(), UTF_8)).find();
  }

  private static List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(Evidence.FOLDER.resolve(folder))) {
      return files.toList();
    }
  }
}
