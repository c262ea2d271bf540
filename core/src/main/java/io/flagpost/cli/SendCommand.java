package io.flagpost.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flagpost send}. */
@Command(
    name = "send",
    description = {
      "Send one record, verify the answer's signature and explain the answer.",
      "Without options it sends the demo's honest record to the demo gateway.",
      "Exit code 0: stored and validly signed."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final SignatureCheck signatures;

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "The gateway (default: ${DEFAULT-VALUE})")
  private String url = "";

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
  private BodyFormat format = BodyFormat.FORM;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description = "The public key in PEM to verify with (default: asked from the gateway)")
  private @Nullable Path publicKey;

  @Mixin private final RecordOptions record = new RecordOptions();

  SendCommand(Surroundings surroundings, SignatureCheck signatures) {
    this.surroundings = surroundings;
    this.signatures = signatures;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      GatewayClient gateway = new GatewayClient(url);
      GatewayClient.Answer answer = gateway.send(format.encode(record.fields()), apiKey());
      AnswerReport report = new AnswerReport(surroundings.out());
      report.print(answer.status(), answer.body());
      JsonNode envelope = new ObjectMapper().readTree(answer.body());
      boolean valid = verify(gateway, answer.body(), envelope, report);
      boolean echoed = echoesNonce(envelope);
      if (!echoed) {
        report.warn("The answer does not repeat the nonce: it is not the answer to this request.");
      }
      return valid && echoed && AnswerReport.isStored(envelope) ? ExitCodes.OK : ExitCodes.FAILED;
    } catch (JsonProcessingException e) {
      return fail("The answer is no JSON: is there a gateway at " + url + "?");
    } catch (IOException e) {
      return fail(e.getMessage() == null ? e.toString() : e.getMessage());
    } catch (IllegalArgumentException e) {
      return fail("Not a usable --url: " + url);
    } finally {
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  private boolean verify(
      GatewayClient gateway, String answer, JsonNode envelope, AnswerReport report)
      throws IOException, InterruptedException {
    String pem;
    String keyName;
    Path file = publicKey;
    if (file != null) {
      pem = Files.readString(file);
      keyName = file.toString();
    } else {
      boolean ofProduct = "product".equals(envelope.path("private_key_used").asText());
      pem = gateway.publicKey(ofProduct ? record.fields().get("product_id") : null);
      keyName = "the gateway's own " + (ofProduct ? "product" : "global") + " public key";
    }
    Optional<String> problem = signatures.problem(answer, pem);
    report.printSignature(problem, keyName);
    return problem.isEmpty();
  }

  private boolean echoesNonce(JsonNode envelope) {
    String nonce = record.nonce();
    return nonce == null
        || !AnswerReport.isStored(envelope)
        || nonce.equals(envelope.path("response").path("nonce").asText());
  }

  private String apiKey() throws IOException {
    Map<String, String> environment = surroundings.environment();
    String file = environment.get("FLAGPOST_API_KEY_FILE");
    if (apiKey != null) {
      return apiKey;
    }
    if (environment.containsKey("FLAGPOST_API_KEY")) {
      return environment.getOrDefault("FLAGPOST_API_KEY", "");
    }
    return file == null ? DemoRecord.API_KEY : Files.readString(Path.of(file)).strip();
  }

  private int fail(String message) {
    surroundings.err().println("flagpost send: " + message);
    return ExitCodes.FAILED;
  }
}
