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

/** Explains why an HTTP server could not be reached or used. */
public final class Unreachable {
  private Unreachable() {}

  /**
   * One sentence, without a full stop, that names the address.
   *
   * @param url where the request was sent to, without a query
   * @param failure the exception of the JDK's client
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
      return "there is no HTTP answer from "
          + url
          + ": if it speaks TLS, write "
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
          + " is from no authority that is trusted here: give its authority's with --cacert";
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
      return "there is no TLS at " + url + ": write " + withScheme("http", url);
    }
    return "cannot make a secure connection to " + url + ": " + words;
  }

  /** The message of the innermost cause. */
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
