package io.flagpost.platform.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Presents the newest identity to every new connection. A handshake asks several times, first for
 * an alias; each identity has its own alias and the previous one stays available, so that a change
 * in between cannot give a handshake a key and a certificate that do not match. Any thread.
 *
 * <p>Servers keep the options that they were opened with, so a change reaches all instances of all
 * listeners at once, without a reference to any of them.
 */
final class ChangingKeyManager extends X509ExtendedKeyManager {
  private final AtomicInteger generation = new AtomicInteger();
  private volatile Identities known;

  private record Identities(X509ExtendedKeyManager newest, X509ExtendedKeyManager previous) {}

  ChangingKeyManager(KeyAndChain identity) {
    X509ExtendedKeyManager first = named(identity);
    this.known = new Identities(first, first);
  }

  /** Presents this identity from now on. */
  synchronized void change(KeyAndChain identity) {
    known = new Identities(named(identity), known.newest());
  }

  private X509ExtendedKeyManager named(KeyAndChain identity) {
    return identity.keyManager("identity-" + generation.incrementAndGet());
  }

  private <T> @Nullable T find(Function<X509ExtendedKeyManager, @Nullable T> question) {
    Identities now = known;
    T found = question.apply(now.newest());
    return found != null ? found : question.apply(now.previous());
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return isNegotiated(engine)
        ? null
        : known.newest().chooseEngineServerAlias(keyType, issuers, engine);
  }

  /**
   * Whether a client asks for another handshake on a connection that has had one. The JDK refuses
   * that by itself if it is configured before its first use of TLS; if other code in this process
   * used TLS earlier, renegotiation gets no key.
   */
  private static boolean isNegotiated(SSLEngine engine) {
    return !engine.getSession().getProtocol().equals("NONE");
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return known.newest().chooseServerAlias(keyType, issuers, socket);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return find(manager -> manager.getCertificateChain(alias));
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return find(manager -> manager.getPrivateKey(alias));
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return known.newest().getServerAliases(keyType, issuers);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null; // it is never a client
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
