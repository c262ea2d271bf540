package io.flagpost.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Keeps what a test run must not have let slip, and what it may have slipped into. Any thread. */
public final class Evidence {
  /** Emptied by the build before the first test. */
  static final Path FOLDER = Path.of("target", "evidence");

  /** Members of the admin API's JSON that hold secrets, whichever way they go. */
  private static final Set<String> SECRET_MEMBERS =
      Set.of(
          "key",
          "token",
          "access_token",
          "refresh_token",
          "password",
          "old_password",
          "new_password",
          "passphrase");

  private static final Pattern PRIVATE = Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----");
  private static final Pattern TOKEN =
      Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private static final long PROCESS = ProcessHandle.current().pid();
  private static final AtomicInteger LOGS = new AtomicInteger();
  private static final Map<String, OutputStream> OPEN = new ConcurrentHashMap<>();
  private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

  private Evidence() {}

  /**
   * Keeps an answer.
   *
   * @param request method and path of what it answers, such as {@code POST /admin/v1/login}
   * @param bytes what came over the wire
   */
  public static void answer(String request, byte[] bytes) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("request", request).put("answer", Base64.getEncoder().encodeToString(bytes));
    append("traffic", line);
  }

  /** Keeps an answer of the JDK's client, headers included, and hands it on. */
  public static HttpResponse<byte[]> of(HttpResponse<byte[]> answer) {
    String head =
        answer.headers().map().toString().replace("\n", " ") + "\n\n"; // for the search only
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[start.length + answer.body().length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(answer.body(), 0, all, start.length, answer.body().length);
    answer(answer.request().method() + " " + answer.uri().getPath(), all);
    return answer;
  }

  /**
   * Remembers a secret that the run uses. What is too short to be one is left out. Of a token in
   * three parts it is the signature: the rest is neither secret nor its own.
   */
  public static void secret(String kind, String value) {
    String secret =
        TOKEN.matcher(value).matches() ? value.substring(value.lastIndexOf('.') + 1) : value;
    if (secret.length() >= SecretForms.SHORTEST && KNOWN.add(secret)) {
      append(
          "secrets", JsonNodeFactory.instance.objectNode().put("kind", kind).put("value", secret));
    }
  }

  /**
   * Remembers a private RSA key.
   *
   * @param pkcs8 its DER form; the first part of it, up to the modulus, is public
   */
  public static void privateKey(byte[] pkcs8) {
    String base64 = Base64.getEncoder().encodeToString(pkcs8);
    int lines = base64.length() / SecretForms.WRAPPED;
    secret("private key", base64.substring(lines / 3 * SecretForms.WRAPPED));
  }

  /** Remembers every secret in a request or answer of the admin API. */
  public static void secretsIn(JsonNode json) {
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      if (SECRET_MEMBERS.contains(member.getKey()) && member.getValue().isTextual()) {
        secret(member.getKey(), member.getValue().asText());
      }
      if (member.getKey().equals("pem") && PRIVATE.matcher(member.getValue().asText()).find()) {
        privateKey(
            Base64.getMimeDecoder()
                .decode(member.getValue().asText().replaceAll("-----[A-Z ]+-----", "")));
      }
    }
    json.forEach(Evidence::secretsIn);
  }

  /** Keeps the log of a process that ended. */
  public static void log(Path file) {
    try {
      Path folder = Files.createDirectories(FOLDER.resolve("logs"));
      Path kept = folder.resolve("process-" + PROCESS + "-" + LOGS.incrementAndGet() + ".log");
      Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void append(String name, JsonNode line) {
    try {
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      OutputStream out = OPEN.computeIfAbsent(name, Evidence::open);
      synchronized (out) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OutputStream open(String name) {
    try {
      Path folder = Files.createDirectories(FOLDER.resolve(name));
      return Files.newOutputStream(
          folder.resolve(PROCESS + ".ndjson"),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the lines are read again. */
  static JsonNode parse(String line) {
    try {
      return Holder.JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Holder {
    static final JsonMapper JSON = new JsonMapper();
  }
}
