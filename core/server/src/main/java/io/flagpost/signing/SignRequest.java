package io.flagpost.signing;

/**
 * A text to be signed with a given key; sent over the local event bus.
 *
 * @param keyId the thumbprint of the key
 * @param text the text; its UTF-8 bytes are signed
 */
record SignRequest(String keyId, String text) {

  /** Shows only the key and the size, because the text may contain what a client sent. */
  @Override
  public String toString() {
    return "SignRequest[" + keyId + ", " + text.length() + " characters]";
  }
}
