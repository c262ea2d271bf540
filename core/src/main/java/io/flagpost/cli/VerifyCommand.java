package io.flagpost.cli;

import io.flagpost.envelope.AnswerVerifier;
import io.flagpost.envelope.SignatureProfile;
import io.flagpost.envelope.Verification;
import io.flagpost.signing.PublicKeys;
import io.flagpost.signing.SigningAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flagpost verify}: says of each answer whether its signature holds. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Verifies the signature of answers and says of each what is wrong with it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every answer is valid",
      "1:at least one is not, or cannot be read",
      "2:wrong usage, or the key is of no use"
    })
@SuppressWarnings("NullAway.Init") // picocli sets what is required
public final class VerifyCommand implements Callable<Integer> {
  private static final String STDIN = "-";

  private final InputStream stdin;

  @Spec private CommandSpec spec;

  @Option(
      names = "--public-key",
      required = true,
      paramLabel = "FILE.pem",
      description = "The public key that the answers were signed with.")
  private Path publicKeyFile;

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      defaultValue = "document",
      description = "document or sdk: which characters are signed (default: ${DEFAULT-VALUE}).")
  private String profile = "document";

  @Option(
      names = "--algorithm",
      defaultValue = "RS256",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private SigningAlgorithm algorithm = SigningAlgorithm.RS256;

  @Parameters(
      arity = "1..*",
      paramLabel = "ANSWER.json",
      description = "Files with one answer each; - is the standard input.")
  private List<String> answers = List.of();

  public VerifyCommand() {
    this(System.in);
  }

  VerifyCommand(InputStream stdin) {
    this.stdin = stdin;
  }

  @Override
  public Integer call() {
    AnswerVerifier verifier = new AnswerVerifier(publicKey(), signatureProfile(), algorithm);
    PrintWriter out = spec.commandLine().getOut();
    boolean allValid = true;
    for (String answer : answers) {
      Verification verification = verify(verifier, answer);
      out.println(answer + verification.fold(() -> ": valid", reason -> ": invalid: " + reason));
      allValid &= verification.isValid();
    }
    out.flush();
    return allValid ? 0 : 1;
  }

  private Verification verify(AnswerVerifier verifier, String answer) {
    try {
      return verifier.verify(
          answer.equals(STDIN) ? stdin.readAllBytes() : Files.readAllBytes(Path.of(answer)));
    } catch (NoSuchFileException e) {
      return new Verification.Invalid("there is no such file");
    } catch (IOException e) {
      return new Verification.Invalid("the file cannot be read: " + e.getMessage());
    }
  }

  private RSAPublicKey publicKey() {
    try {
      return PublicKeys.parse(Files.readString(publicKeyFile, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      throw usage("there is no public key file " + publicKeyFile);
    } catch (IOException e) {
      throw usage("cannot read the public key file " + publicKeyFile + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw usage("no usable public key in " + publicKeyFile + ": " + e.getMessage());
    }
  }

  private SignatureProfile signatureProfile() {
    return switch (profile) {
      case "document" -> SignatureProfile.DOCUMENT;
      case "sdk" -> SignatureProfile.SDK;
      default -> throw usage("--profile is document or sdk, not " + profile);
    };
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
