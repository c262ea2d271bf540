package io.flagpost.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  private static final String PASSWORD = "open sesame please";

  @TempDir private Path folder;
  private Path file;
  private Shell shell;
  private FakeGateway gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = FakeGateway.start();
    shell = new Shell(folder);
    shell.environment.put("FLAGPOST_URL", gateway.url());
    file = folder.resolve(".config").resolve("flagpost").resolve("token");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void loginKeepsASessionThatTheNextCommandUses() throws IOException {
    gateway.answers(200, tokens("a1", "r1", 900)).answers(200, "{\"id\":7}");
    shell.typing(PASSWORD);

    assertThat(run("login --user anna")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/login");
    assertThat(gateway.last().json().toString())
        .isEqualTo(String.format(Locale.ROOT, "{\"name\":\"anna\",\"password\":\"%s\"}", PASSWORD));
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(shell.out() + shell.err()).contains("Signed in as anna").doesNotContain("a1", "r1");

    assertThat(run("thing show 7")).isZero();
    assertThat(gateway.last().authorization()).isEqualTo("Bearer a1");
  }

  @Test
  void thePasswordComesFromWhereverItIsSafe() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "in file\n");

    login("--password-file=" + password, "in file");
    Files.write(password, "\ufeffmarked\r\n".getBytes(StandardCharsets.UTF_8));
    login("--password-file=" + password, "marked");
    Files.write(password, "\ufeffwide\r\n".getBytes(StandardCharsets.UTF_16LE));
    login("--password-file=" + password, "wide");
    Files.writeString(password, "in file\n");
    shell.piping("from pipe\n");
    login("--password-stdin", "from pipe");
    shell.environment.put("FLAGPOST_PASSWORD_FILE", password.toString());
    login("", "in file");
    shell.environment.put("FLAGPOST_PASSWORD", "in environment");
    login("", "in environment");
  }

  @Test
  void aWrongPasswordIsExitCodeThree() {
    gateway.answers(401, "{\"title\":\"Not signed in\",\"detail\":\"no\"}");
    shell.environment.put("FLAGPOST_PASSWORD", PASSWORD);

    assertThat(run("login --user anna")).isEqualTo(3);

    assertThat(shell.err()).contains("the name or the password is wrong").doesNotContain(PASSWORD);
    assertThat(file).doesNotExist();
  }

  @Test
  void withNobodyToAskLoginSaysWhatIsMissing() {
    assertThat(run("login --user anna")).isEqualTo(2);
    assertThat(shell.err()).contains("--password-file or --password-stdin");

    assertThat(run("login")).isEqualTo(2);
    assertThat(shell.err()).contains("use --user NAME");
  }

  @Test
  void anExpiredSessionIsRenewedAndKept() throws IOException {
    signedIn(-1);
    gateway.answers(200, tokens("a2", "r2", 900)).answers(200, "{\"id\":7}").answers(200, "{}");

    assertThat(run("thing show 7")).isZero();

    assertThat(gateway.asked().get(1).target()).isEqualTo("/admin/v1/refresh");
    assertThat(gateway.asked().get(1).json().toString()).isEqualTo("{\"refresh_token\":\"r1\"}");
    assertThat(gateway.last().authorization()).isEqualTo("Bearer a2");
    assertThat(Session.parse(Files.readString(file)).refreshToken()).isEqualTo("r2");

    run("thing show 8");
    assertThat(gateway.last().authorization()).isEqualTo("Bearer a2");
  }

  @Test
  void anAccessTokenThatIsRefusedIsRenewedOnce() throws IOException {
    signedIn(900);
    gateway
        .answers(401, "{\"title\":\"Not signed in\",\"detail\":\"expired\"}")
        .answers(200, tokens("a2", "r2", 900))
        .answers(200, "{\"id\":7}");

    assertThat(run("thing show 7")).isZero();

    assertThat(gateway.last().authorization()).isEqualTo("Bearer a2");
  }

  @Test
  void aSessionThatHasEndedIsExitCodeThree() throws IOException {
    signedIn(-1);
    gateway.answers(401, "{\"title\":\"Not signed in\",\"detail\":\"revoked\"}");

    assertThat(run("thing show 7")).isEqualTo(3);

    assertThat(shell.err()).contains("the session has ended: sign in with flagpost login");
  }

  @Test
  void nobodyElseIsShownTheSession() throws IOException {
    signedIn(900);
    try (FakeGateway other = FakeGateway.start()) {
      assertThat(run("thing show 7 --url " + other.url())).isEqualTo(3);

      assertThat(other.asked()).isEmpty();
      assertThat(shell.err()).contains("you are signed in at " + gateway.url());
    }
  }

  @Test
  void logoutEndsTheSessionAndForgetsIt() throws IOException {
    signedIn(900);
    gateway.answers(204, "");

    assertThat(run("logout")).isZero();

    assertThat(gateway.last().target()).isEqualTo("/admin/v1/logout");
    assertThat(gateway.last().authorization()).isEqualTo("Bearer a1");
    assertThat(file).doesNotExist();
    assertThat(run("logout")).isZero();
  }

  @Test
  void aSessionThatHadEndedIsForgottenAllTheSame() throws IOException {
    signedIn(-1);
    gateway.answers(401, "{}");

    assertThat(run("logout")).isZero();

    assertThat(file).doesNotExist();
  }

  @Test
  void theSessionIsInTheFileThatTheEnvironmentNames() throws IOException {
    Path named = folder.resolve("elsewhere").resolve("session");
    shell.environment.put("FLAGPOST_TOKEN_FILE", named.toString());
    assertThat(run("thing show 7")).isEqualTo(3);

    signedIn(900);
    gateway.answers(200, "{\"id\":7}").answers(204, "");

    assertThat(file).doesNotExist();
    assertThat(Session.parse(Files.readString(named)).accessToken()).isEqualTo("a1");
    assertThat(run("thing show 7")).isZero();
    assertThat(gateway.last().authorization()).isEqualTo("Bearer a1");
    assertThat(run("logout")).isZero();
    assertThat(gateway.last().target()).isEqualTo("/admin/v1/logout");
    assertThat(named).doesNotExist();
  }

  @Test
  void anOptionNamesTheFileOfTheSessionBeforeTheEnvironmentDoes() {
    Path named = folder.resolve("named");
    shell.environment.put("FLAGPOST_TOKEN_FILE", named.toString());
    shell.environment.put("FLAGPOST_PASSWORD", PASSWORD);
    Path given = folder.resolve("given");
    gateway.answers(200, tokens("a1", "r1", 900)).answers(204, "");

    assertThat(run("login --user anna --token-file " + given)).isZero();
    assertThat(given).exists();
    assertThat(named).doesNotExist();

    assertThat(run("logout --token-file " + given)).isZero();
    assertThat(given).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"login --user anna", "logout"})
  void aTokenOfAnotherKindIsNoSessionAndIsNotLost(String command) throws IOException {
    Path token = Files.writeString(folder.resolve("pat"), "personal-access-token\n");
    shell.environment.put("FLAGPOST_TOKEN_FILE", token.toString());
    shell.environment.put("FLAGPOST_PASSWORD", PASSWORD);

    assertThat(run(command)).isEqualTo(2);

    assertThat(shell.err())
        .contains(token + " holds no session of flagpost login")
        .doesNotContain("personal-access-token");
    assertThat(token).hasContent("personal-access-token\n");
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void aDamagedSessionIsReplaced() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"url\":");

    signedIn(900);

    assertThat(Session.parse(Files.readString(file)).accessToken()).isEqualTo("a1");
  }

  @Test
  void loginSaysThatATokenInTheEnvironmentComesFirst() {
    shell.environment.put("FLAGPOST_TOKEN", "sesame");

    signedIn(900);

    assertThat(shell.err()).contains("as long as FLAGPOST_TOKEN is set").doesNotContain("sesame");
  }

  @Test
  void noDescriptionOfASessionGivesItsTokensAway() {
    Session session = new Session("http://x", "secret-a", "secret-r", Instant.EPOCH);

    assertThat(session.toString()).doesNotContain("secret");
  }

  private void login(String option, String expected) throws IOException {
    gateway.answers(200, tokens("a", "r", 900));
    assertThat(run(("login --user anna " + option).strip())).isZero();
    assertThat(gateway.last().json().path("password").asText()).isEqualTo(expected);
  }

  private void signedIn(long seconds) {
    gateway.answers(200, tokens("a1", "r1", seconds));
    shell.environment.put("FLAGPOST_PASSWORD", PASSWORD);
    assertThat(run("login --user anna")).isZero();
  }

  private static String tokens(String access, String refresh, long seconds) {
    return String.format(
        Locale.ROOT,
        "{\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"expires_at\":\"%s\"}",
        access,
        refresh,
        Instant.now().plusSeconds(seconds));
  }

  private int run(String line) {
    return shell.run(line.split(" "));
  }
}
