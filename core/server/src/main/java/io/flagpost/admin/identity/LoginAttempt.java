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
 * An attempt to sign in, and the counters that it increments. An attempt from a known device of the
 * account increments that device's counter alone, so nobody else's failures delay it.
 */
final class LoginAttempt {
  private final AccountName account;
  private final Subject own;
  private final List<Subject> subjects;

  /**
   * A counter of failures.
   *
   * @param hash identifies the counter; a hash because people type passwords into the name field
   * @param account the hash of the account that it belongs to; null if it belongs to none
   * @param limit how many attempts may fail before the next has to wait
   */
  record Subject(Buffer hash, @Nullable Buffer account, int limit) {
    static Subject about(AccountName name, String what, int limit) {
      return new Subject(hashed(what + "|" + name.text()), accountHash(name), limit);
    }
  }

  private LoginAttempt(AccountName account, Subject own, Stream<Subject> subjects) {
    this.account = account;
    this.own = own;
    // Always in the same order, so that two transactions never wait for each other.
    this.subjects =
        subjects
            .sorted(
                Comparator.comparing(subject -> HexFormat.of().formatHex(subject.hash.getBytes())))
            .toList();
  }

  /** An attempt from an unknown device. */
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
   * An attempt from a known device of the account, or in one of its sessions.
   *
   * @param which distinguishes it from others
   */
  static LoginAttempt ofKnown(AccountName account, String which) {
    Subject own = Subject.about(account, "known|" + which, LoginAttempts.ACCOUNT_LIMIT);
    return new LoginAttempt(account, own, Stream.of(own));
  }

  AccountName account() {
    return account;
  }

  /** The counter that a success resets. */
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

  /** An IPv6 customer has a whole /64 to choose addresses from, so a /64 counts as one address. */
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
