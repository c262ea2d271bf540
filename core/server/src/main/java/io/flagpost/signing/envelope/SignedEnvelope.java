package io.flagpost.signing.envelope;

import io.vertx.core.buffer.Buffer;

/**
 * An answer, ready to send.
 *
 * @param body the UTF-8 JSON text of the envelope
 * @param keyId the key that signed it, an RFC 7638 thumbprint
 */
public record SignedEnvelope(Buffer body, String keyId) {}
