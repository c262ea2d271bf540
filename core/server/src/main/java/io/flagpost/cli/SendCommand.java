package io.flagpost.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.cli.console.TrustFile;
import io.flagpost.platform.files.TextFile;
import io.flagpost.wire.AnswerVerifier;
import io.flagpost.wire.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code flagpost send}. */
@Command(
    name = "send",
    description = {
      "Send one record, verify the answer's signature and explain the answer.",
      "Without options it sends the demo's correct record to the demo gateway."
    },
    sortOptions = false,
    exitCodeList = {
      "0:the record is stored and the answer validly signed",
      "1:it is not, or no gateway answered",
      "2:the command line is wrong, or the public key is of no use"
    })
final class SendCommand implements Callable<Integer> {
  private static final String STANDARD_URL = "http://127.0.0.1:8080";

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The gateway's public listener (default: FLAGPOST_PUBLIC_URL, or " + STANDARD_URL + ")")
  private @Nullable String url;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description =
          "The API key (default: FLAGPOST_API_KEY, the content of FLAGPOST_API_KEY_FILE, or the"
              + " demo's)")
  private @Nullable String apiKey;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "FORM",
      description = "How to send it: form, json or multipart (default: form)")
  private RequestFormat format = RequestFormat.FORM;

  @Option(
      names = "--public-key",
      paramLabel = "FILE.pem",
      converter = PublicKeyFile.class,
      description = "The public key, in PEM, to verify with (default: the gateway is asked)")
  private @Nullable RSAPublicKey publicKey;

  @Option(
      names = "--cacert",
      paramLabel = "FILE.pem",
      description =
          "For https: trust the authorities in this file instead of the usual ones; a self-signed"
              + " certificate is its own authority")
  private @Nullable Path caCert;

  @Mixin private final SignatureOptions signature = new SignatureOptions();

  @Mixin private final RecordOptions record = new RecordOptions();

  SendCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    String address = address();
    GatewayClient gateway = gateway(address);
    try {
      GatewayClient.Answer answer = gateway.send(format.encode(record.fields()), apiKey());
      AnswerReport report = new AnswerReport(console.out());
      report.print(answer.status(), answer.body());
      JsonNode envelope = new ObjectMapper().readTree(answer.body());
      boolean valid = verify(gateway, answer, envelope, report);
      boolean echoed = echoesNonce(envelope);
      if (!echoed) {
        report.warn("The answer does not repeat the nonce: it is not the answer to this request.");
      }
      return valid && echoed && AnswerReport.isStored(envelope) ? ExitCodes.OK : ExitCodes.FAILED;
    } catch (JsonProcessingException e) {
      return fail("The answer is not JSON: is there a gateway at " + address + "?");
    } catch (IOException e) {
      return fail(e.getMessage() == null ? e.toString() : e.getMessage());
    } finally {
      console.out().flush();
      console.err().flush();
    }
  }

  private String address() {
    return url != null ? url : console.variable("FLAGPOST_PUBLIC_URL").orElse(STANDARD_URL);
  }

  private GatewayClient gateway(String address) {
    try {
      return new GatewayClient(address, caCert == null ? null : TrustFile.load(caCert));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "Not a usable --url: " + address, e);
    }
  }

  private boolean verify(
      GatewayClient gateway, GatewayClient.Answer answer, JsonNode envelope, AnswerReport report)
      throws IOException, InterruptedException {
    RSAPublicKey given = publicKey;
    if (given != null) {
      return verify(signature.verifier(given), answer, report, "the given public key");
    }
    boolean ofProduct = "product".equals(envelope.path("private_key_used").asText());
    GatewayClient.Key key = gateway.publicKey(ofProduct ? record.fields().get("product_id") : null);
    boolean valid =
        verify(
            signature.verifier(key.publicKey(), key.algorithm()),
            answer,
            report,
            "the gateway's own " + (ofProduct ? "product" : "global") + " public key");
    if (!valid && answer.keyId().filter(id -> !id.equals(key.id())).isPresent()) {
      report.warn("The answer names another key than the gateway's current one.");
    }
    return valid;
  }

  private static boolean verify(
      AnswerVerifier verifier, GatewayClient.Answer answer, AnswerReport report, String keyName) {
    Verification verification = verifier.verify(answer.body().getBytes(StandardCharsets.UTF_8));
    report.printSignature(verification, keyName);
    return verification.isValid();
  }

  private boolean echoesNonce(JsonNode envelope) {
    String nonce = record.nonce();
    return nonce == null
        || !AnswerReport.isStored(envelope)
        || nonce.equals(envelope.path("response").path("nonce").asText());
  }

  private String apiKey() throws IOException {
    Optional<String> given =
        Optional.ofNullable(apiKey).or(() -> console.variable("FLAGPOST_API_KEY"));
    if (given.isPresent()) {
      return given.get();
    }
    Optional<String> file = console.variable("FLAGPOST_API_KEY_FILE");
    return file.isPresent() ? TextFile.read(Path.of(file.get())).strip() : DemoRecord.API_KEY;
  }

  private int fail(String message) {
    console.err().println("flagpost send: " + message);
    return ExitCodes.FAILED;
  }
}
