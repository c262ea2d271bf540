package io.flagpost.admin.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The permission that an operation of the admin API needs, as its {@code security} in the OpenAPI
 * description names it. Reading without changing is one permission for all areas but telemetry and
 * the audit log; changing is one for each area.
 */
public enum Permission {
  /** Operations on the caller's own password, tokens and sessions; every role has it. */
  SELF,
  /** To read the installation's own records: everything but telemetry and the audit log. */
  READ,
  /** To read what was received: records, verdicts, and what is counted of them. */
  TELEMETRY,
  /** To work on what points at piracy: leads and cases. */
  LEADS,
  /** To block and unblock licenses, and to change the block list. */
  BLOCK,
  /** To answer the requests of people about their data: disclosure, erasure, holds. */
  PRIVACY,
  /** To change products, versions, licenses and activations. */
  REGISTRY,
  /** To change plugins and their modes, and to have them judge records again. */
  PLUGINS,
  /** To change signing keys and API keys. */
  KEYS,
  /** To change accounts and roles, and to end other people's access. */
  ACCOUNTS,
  /** To read the audit log. */
  AUDIT;

  /** The name in the description, in roles and in messages. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The permission of this name; empty if there is none. */
  public static Optional<Permission> named(String text) {
    return Arrays.stream(values()).filter(one -> one.text().equals(text)).findFirst();
  }
}
