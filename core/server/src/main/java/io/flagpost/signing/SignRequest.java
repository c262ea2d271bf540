package io.flagpost.signing;

/**
 * A text to be signed by a named key; goes over the local event bus.
 *
 * @param keyId the key, by its thumbprint
 * @param text the text; its UTF-8 bytes are signed
 */
record SignRequest(String keyId, String text) {

  /** Names the key and the size: the text holds what a client may have sent. */
  @Override
  public String toString() {
    return "SignRequest[" + keyId + ", " + text.length() + " characters]";
  }
}
