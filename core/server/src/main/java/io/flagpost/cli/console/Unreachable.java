package io.flagpost.cli.console;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/** Says in words why an HTTP server was of no use. */
public final class Unreachable {
  private Unreachable() {}

  /**
   * One sentence without its full stop, which names the address.
   *
   * @param url where the request was sent to, without a query
   * @param failure what the client of the JDK threw
   */
  public static String reason(String url, Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      causes.add(cause);
    }
    if (has(causes, SSLException.class)) {
      return tls(url, causes);
    }
    if (has(causes, UnresolvedAddressException.class) || has(causes, UnknownHostException.class)) {
      return "no gateway answers at " + url + ": no such host name is known here";
    }
    if (has(causes, HttpConnectTimeoutException.class) || has(causes, ConnectException.class)) {
      return "no gateway answers at " + url;
    }
    if (has(causes, HttpTimeoutException.class)) {
      return "the gateway at " + url + " does not answer in time";
    }
    if (url.startsWith("http://")
        && (has(causes, EOFException.class) || has(causes, ProtocolException.class))) {
      return "no answer in HTTP comes from "
          + url
          + ": perhaps TLS is spoken there, then write "
          + withScheme("https", url);
    }
    return "the connection to " + url + " broke: " + failure.getMessage();
  }

  private static String tls(String url, List<Throwable> causes) {
    if (has(causes, CertificateExpiredException.class)) {
      return "the certificate of " + url + " has expired";
    }
    if (has(causes, CertificateNotYetValidException.class)) {
      return "the certificate of " + url + " is not valid yet: is the clock right here?";
    }
    if (has(causes, CertPathBuilderException.class)) {
      return "the certificate of "
          + url
          + " is from no authority that is trusted here: name its authority's with --cacert";
    }
    String words = words(causes);
    if (has(causes, CertificateException.class)
        && (words.contains("matching") || words.contains("subject alternative"))) {
      return "the certificate of "
          + url
          + " is not for "
          + URI.create(url).getHost()
          + ": use a name that it is for ("
          + words
          + ")";
    }
    if (words.contains("nrecognized SSL message")) { // "Unsupported or unrecognized", too
      return "no TLS is spoken at " + url + ": write " + withScheme("http", url);
    }
    return "no secure connection to " + url + " comes about: " + words;
  }

  /** What the innermost of them says. */
  private static String words(List<Throwable> causes) {
    return String.valueOf(causes.get(causes.size() - 1).getMessage());
  }

  private static String withScheme(String scheme, String url) {
    return scheme + url.substring(url.indexOf(':'));
  }

  private static boolean has(List<Throwable> causes, Class<? extends Throwable> kind) {
    return causes.stream().anyMatch(kind::isInstance);
  }
}
