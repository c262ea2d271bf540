package io.flagpost.cli;

import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.wire.AnswerVerifier;
import io.flagpost.wire.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flagpost verify}. */
@Command(
    name = "verify",
    description = "Check whether the signature of each answer is valid and, if not, say why.",
    sortOptions = false,
    exitCodeList = {
      "0:every answer is valid",
      "1:at least one is not, or cannot be read",
      "2:the command line is wrong, or the public key is of no use"
    })
@SuppressWarnings("NullAway.Init") // picocli sets required options
final class VerifyCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final Console console;

  @Option(
      names = "--public-key",
      required = true,
      paramLabel = "FILE.pem",
      converter = PublicKeyFile.class,
      description = "The public key, in PEM, of the private key that signed")
  private RSAPublicKey publicKey;

  @Mixin private final SignatureOptions signature = new SignatureOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "ANSWER.json",
      description = "Files with one answer each; - is the standard input")
  private List<String> answers = List.of();

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    AnswerVerifier verifier = signature.verifier(publicKey);
    boolean allValid = true;
    for (String answer : answers) {
      Verification verification = verify(verifier, answer);
      console
          .out()
          .println(answer + verification.fold(() -> ": valid", reason -> ": invalid: " + reason));
      allValid &= verification.isValid();
    }
    console.out().flush();
    return allValid ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private Verification verify(AnswerVerifier verifier, String answer) {
    try {
      return verifier.verify(
          answer.equals(STANDARD_INPUT)
              ? console.in().readAllBytes()
              : Files.readAllBytes(Path.of(answer)));
    } catch (NoSuchFileException e) {
      return Verification.invalid("there is no such file");
    } catch (IOException e) {
      return Verification.invalid("it cannot be read: " + e.getMessage());
    }
  }
}
