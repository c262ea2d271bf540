package io.flagpost.signing.envelope;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flagpost.signing.Signer.Signed;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The signed text of one response under the profile {@code document}, and the last envelope made
 * from it, because thousands of clients may get the same answer within a second. Any thread.
 */
final class DocumentText {
  private final byte[] text;
  private final String base64;
  private volatile @Nullable Sealed last;

  private record Sealed(Signed signed, SignedEnvelope envelope) {}

  private DocumentText(byte[] text) {
    this.text = text;
    this.base64 = Base64.getEncoder().encodeToString(text);
  }

  static DocumentText of(ObjectNode response) {
    return new DocumentText(EnvelopeText.php(response));
  }

  /** The characters to sign. */
  String base64() {
    return base64;
  }

  /** The envelope with this signature; its body is shared and must not be modified. */
  SignedEnvelope seal(Signed signed, @Nullable Integer retryAfterSeconds) {
    if (retryAfterSeconds != null) {
      return envelope(signed, ",\"retry_after\":" + retryAfterSeconds + "}");
    }
    Sealed known = last;
    if (known != null && known.signed.equals(signed)) {
      return known.envelope;
    }
    SignedEnvelope made = envelope(signed, "}");
    last = new Sealed(signed, made);
    return made;
  }

  private SignedEnvelope envelope(Signed signed, String end) {
    Buffer body =
        Buffer.buffer(text.length + base64.length() + 512)
            .appendString("{\"response\":")
            .appendBytes(text)
            .appendString(",\"response_base64\":\"")
            .appendString(base64)
            .appendString("\",\"private_key_used\":\"")
            .appendString(signed.byProductKey() ? "product" : "global")
            .appendString("\",\"signature\":\"")
            .appendString(signed.signature())
            .appendString("\"")
            .appendString(end);
    return new SignedEnvelope(body, signed.keyId());
  }
}
