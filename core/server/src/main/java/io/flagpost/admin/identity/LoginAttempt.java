package io.flagpost.admin.identity;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import io.flagpost.platform.hash.Sha256;
import io.flagpost.platform.net.IpNetworks;
import io.vertx.core.buffer.Buffer;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's try at an account's password, and what it is counted by. One from a device that the
 * account is known to be used on is counted by that alone: nobody else's failures keep it waiting.
 */
final class LoginAttempt {
  private final AccountName account;
  private final Subject own;
  private final List<Subject> subjects;

  /**
   * What failures are counted by.
   *
   * @param hash stands for it; hashed because people type passwords where names go
   * @param account the hash of the account that it is about; null if it is about none
   * @param limit so many may fail before the next has to wait
   */
  record Subject(Buffer hash, @Nullable Buffer account, int limit) {
    static Subject about(AccountName name, String what, int limit) {
      return new Subject(hashed(what + "|" + name.text()), accountHash(name), limit);
    }
  }

  private LoginAttempt(AccountName account, Subject own, Stream<Subject> subjects) {
    this.account = account;
    this.own = own;
    // In one order always, so that two transactions never wait for each other.
    this.subjects =
        subjects
            .sorted(
                Comparator.comparing(subject -> HexFormat.of().formatHex(subject.hash.getBytes())))
            .toList();
  }

  /** By somebody of whom nothing is known. */
  static LoginAttempt ofStranger(AccountName account, String address) {
    Subject own =
        Subject.about(
            account,
            "network|" + IpNetworks.site(address).orElse(address),
            LoginAttempts.ACCOUNT_LIMIT);
    return new LoginAttempt(
        account,
        own,
        Stream.of(
            new Subject(hashed("address|" + customer(address)), null, LoginAttempts.ADDRESS_LIMIT),
            own,
            Subject.about(account, "everywhere", LoginAttempts.EVERYWHERE_LIMIT)));
  }

  /**
   * By a device, or in a session, that the account is known to be used on.
   *
   * @param which tells it from others
   */
  static LoginAttempt ofKnown(AccountName account, String which) {
    Subject own = Subject.about(account, "known|" + which, LoginAttempts.ACCOUNT_LIMIT);
    return new LoginAttempt(account, own, Stream.of(own));
  }

  AccountName account() {
    return account;
  }

  /** What starts anew when it turns out well. */
  Subject own() {
    return own;
  }

  List<Subject> subjects() {
    return subjects;
  }

  static Buffer accountHash(AccountName name) {
    return hashed("account|" + name.text());
  }

  private static Buffer hashed(String subject) {
    return Buffer.buffer(Sha256.of(subject));
  }

  /** An IPv6 customer has a /64 of addresses to choose from, so that counts as one. */
  private static String customer(String address) {
    @Nullable IPAddress parsed = new IPAddressString(address).getAddress();
    if (parsed == null || !parsed.isIPv6()) {
      return address;
    }
    return parsed.toIPv6().isIPv4Mapped()
        ? parsed.toIPv6().getEmbeddedIPv4Address().toCanonicalString()
        : HexFormat.of().formatHex(parsed.getBytes(), 0, 8);
  }
}
