package io.flagpost.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * HTTP/1 requests that two readers could read in two ways, with what RFC 9112 says of them where it
 * leaves a choice, in its strict reading. To be used as sources of parameters: a name, and the
 * request's bytes as text, each character one byte. {@code PATH} and {@code HEADERS} stand for a
 * path and for the further fields of a request of POST.
 */
public final class FramingCases {
  private static final String POST = "POST PATH HTTP/1.1\r\nHost: x\r\nHEADERS";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n";

  private FramingCases() {}

  /** Those that are refused at their head. */
  public static Stream<Arguments> malformedHeads() {
    Map<String, String> cases = new LinkedHashMap<>();
    length(cases, "two lengths", "5\r\nContent-Length: 6");
    length(cases, "two equal lengths", "5\r\nContent-Length: 5");
    length(cases, "a list of equal lengths", "5, 5");
    length(cases, "a list of lengths without a blank", "5,5");
    length(cases, "a signed length", "+5");
    length(cases, "a negative length", "-5");
    length(cases, "a hexadecimal length", "0x5");
    length(cases, "a length with a fraction", "5.0");
    length(cases, "a length with a blank in it", "5 5");
    length(cases, "an empty length", "");
    length(cases, "a length out of range", "18446744073709551621");
    length(cases, "a length in other digits", "\u00b5");
    cases.put("length and chunks", CHUNKED + "Content-Length: 5\r\n\r\n0\r\n\r\n");
    cases.put(
        "chunks and length",
        POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    cases.put(
        "no length and chunks",
        POST + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    for (String coding :
        new String[] {
          "gzip",
          "identity",
          "gzip, chunked",
          "chunked, gzip",
          "chunked, chunked",
          "chunked, identity",
          "chunked;q=1",
          "xchunked",
          "chunkedx",
          "chunk",
          "\"chunked\"",
          "x chunked",
          ",chunked",
          "chunked,",
          "\u000bchunked",
          "chunked\u0000",
          ""
        }) {
      cases.put(
          "the coding '" + coding + "'",
          POST + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
      cases.put(
          "the coding '" + coding + "' and a length",
          POST + "Content-Length: 5\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
    }
    cases.put("chunked twice", CHUNKED + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    cases.put("chunked and another", CHUNKED + "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n");
    cases.put(
        "chunks in HTTP/1.0",
        "POST PATH HTTP/1.0\r\nHEADERSTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    cases.put(
        "an old WebSocket's hidden body",
        "GET PATH HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n");
    hosts(cases);
    fields(cases);
    requestLines(cases);
    return arguments(cases);
  }

  /** Those whose head is in order, and whose chunks are not. */
  public static Stream<Arguments> malformedBodies() {
    Map<String, String> cases = new LinkedHashMap<>();
    for (String chunks :
        new String[] {
          "100000003\r\nabc\r\n0\r\n\r\n",
          "ffffffff00000003\r\nabc\r\n0\r\n\r\n",
          "80000000\r\n",
          "-3\r\nabc\r\n0\r\n\r\n",
          "+3\r\nabc\r\n0\r\n\r\n",
          "0x3\r\nabc\r\n0\r\n\r\n",
          "3h\r\nabc\r\n0\r\n\r\n",
          "3 \r\nabc\r\n0\r\n\r\n",
          "3 3\r\nabc\r\n0\r\n\r\n",
          " 3\r\nabc\r\n0\r\n\r\n",
          "3\u0000\r\nabc\r\n0\r\n\r\n",
          "3\u000b\r\nabc\r\n0\r\n\r\n",
          "\r\nabc\r\n0\r\n\r\n",
          ";x\r\nabc\r\n0\r\n\r\n",
          "g\r\nabc\r\n0\r\n\r\n",
          "3\nabc\r\n0\r\n\r\n",
          "3\rabc\r\n0\r\n\r\n",
          "3\r\r\nabc\r\n0\r\n\r\n",
          "3;x\nabc\r\n0\r\n\r\n",
          "3;x\rabc\r\n0\r\n\r\n",
          "3;x=\u0000\r\nabc\r\n0\r\n\r\n",
          "3\r\nabcd\r\n0\r\n\r\n",
          "3\r\nabc\n0\r\n\r\n",
          "3\r\nabc\r0\r\n\r\n",
          "3\r\nabc0\r\n\r\n",
          "3\r\nabc\r\n0\n\r\n",
          "3\r\nabc\r\n0\r\nGET / HTTP/1.1\r\n\r\n",
          "3\r\nabc\r\n0\r\nx : y\r\n\r\n",
          "3\r\nabc\r\n0\r\nx: y\n\r\n",
          "3\r\nabc\r\n0\r\nx: y\r\n z\r\n\r\n",
          "3\r\nabc\r\n0\r\n: y\r\n\r\n",
          "3\r\nabc\r\n0\r\nx: \u0000\r\n\r\n",
          "3\r\nabc\r\n0\r\n\n",
          "3;" + "x".repeat(20_000) + "\r\nabc\r\n0\r\n\r\n",
          "1;xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\na\r\n".repeat(1_000) + "0\r\n\r\n",
          "0".repeat(20_000) + "3\r\nabc\r\n0\r\n\r\n"
        }) {
      String visible = chunks.replace("\r", "\\r").replace("\n", "\\n").replace("\u0000", "\\0");
      cases.put(
          "chunks " + visible.substring(0, Math.min(40, visible.length())),
          CHUNKED + "\r\n" + chunks);
    }
    return arguments(cases);
  }

  /** Those that look odd and are in order. */
  public static Stream<Arguments> sound() {
    Map<String, String> cases = new LinkedHashMap<>();
    cases.put("chunks", CHUNKED + "\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    cases.put("chunked in capitals", CHUNKED.replace("chunked", "CHUNKED \t") + "\r\n0\r\n\r\n");
    cases.put("zeros before the size", CHUNKED + "\r\n0000000000000000003\r\nabc\r\n000\r\n\r\n");
    cases.put("an extension", CHUNKED + "\r\n3;a=\"b;c\"\r\nabc\r\n0;x\r\n\r\n");
    cases.put(
        "an extension with a value",
        CHUNKED + "\r\n3;chunk-signature=0123456789abcdef\r\nabc\r\n0;a=b;c=d\r\n\r\n");
    cases.put("an extension after blanks", CHUNKED + "\r\n3 ; a = b\r\nabc\r\n0\r\n\r\n");
    cases.put("trailers", CHUNKED + "\r\n3\r\nabc\r\n0\r\nx: y\r\nContent-Length: 7\r\n\r\n");
    cases.put("zeros before the length", POST + "Content-Length: 0005\r\n\r\nab=cd");
    cases.put("blanks about the length", POST + "Content-Length:\t 5 \t\r\n\r\nab=cd");
    cases.put("no blank before the length", POST + "content-length:5\r\n\r\nab=cd");
    cases.put("an empty line before", "\r\n" + POST + "Content-Length: 0\r\n\r\n");
    cases.put("no host in HTTP/1.0", "POST PATH HTTP/1.0\r\nHEADERSContent-Length: 0\r\n\r\n");
    cases.put("no body at all", POST + "\r\n");
    cases.put("a value with blanks and a byte", POST + "X: a \t b\u00ff\r\n\r\n");
    cases.put("an empty field", POST + "X:\r\nY: \r\n\r\n");
    for (String host :
        new String[] {
          "x:80", "x:", "", "127.0.0.1:8443", "[::1]", "[2001:db8::1]:443", "a_b.example", "%41.x"
        }) {
      cases.put("the host '" + host + "'", POST.replace("Host: x", "Host: " + host) + "\r\n");
    }
    return arguments(cases);
  }

  private static void length(Map<String, String> cases, String name, String length) {
    cases.put(name, POST + "Content-Length: " + length + "\r\n\r\nab=cd");
  }

  private static void hosts(Map<String, String> cases) {
    cases.put("no host", "GET PATH HTTP/1.1\r\n\r\n");
    cases.put("no host, a target with one", "GET http://xPATH HTTP/1.1\r\n\r\n");
    cases.put("two hosts", "GET PATH HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n");
    cases.put("two equal hosts", "GET PATH HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n");
    cases.put("two hosts in HTTP/1.0", "GET PATH HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n");
    for (String host :
        new String[] {
          "x y",
          "x, y",
          "x/y",
          "x@y",
          "http://x",
          "x:y",
          "x:8 0",
          "x:80:80",
          "x?y",
          "x#y",
          "x\\y",
          "\"x\"",
          "%",
          "%4",
          "%zz",
          "[::1",
          "::1",
          "[x]",
          "[::1]x",
          "[::1%25lo]",
          "\u00e4",
          "x".repeat(400)
        }) {
      String visible = host.substring(0, Math.min(20, host.length()));
      cases.put("the host '" + visible + "'", "GET PATH HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }
  }

  private static void fields(Map<String, String> cases) {
    String get = "GET PATH HTTP/1.1\r\nHost: x\r\n";
    for (String lines :
        new String[] {
          "X : y\r\n",
          "X\t: y\r\n",
          "Content-Length : 5\r\n",
          "Transfer-Encoding : chunked\r\n",
          "X: y\r\n folded\r\n",
          "X: y\r\n\tfolded\r\n",
          " X: y\r\n",
          ": y\r\n",
          "X\r\n",
          "X y\r\n",
          "X(: y\r\n",
          "X\u00e4: y\r\n",
          "X\u0000: y\r\n",
          "X: \u0000\r\n",
          "X: y\u0000z\r\n",
          "X: y\u0001z\r\n",
          "X: y\u007fz\r\n",
          "X: y\u000bz\r\n",
          "X: y\rz\r\n",
          "X: y\r\r\n",
          "X: y\nContent-Length: 5\r\n",
          "X: y\n",
          "X: y\rContent-Length: 5\r\n"
        }) {
      cases.put("the field " + visible(lines), get + lines + "\r\n");
    }
    cases.put("a head that ends in LF", get + "\n");
    cases.put("a head that ends in CR", get + "\rx");
  }

  private static void requestLines(Map<String, String> cases) {
    for (String line :
        new String[] {
          "GET  PATH HTTP/1.1",
          "GET PATH  HTTP/1.1",
          "GET\tPATH HTTP/1.1",
          "GET PATH\tHTTP/1.1",
          "GET\u000bPATH HTTP/1.1",
          "GET\rPATH HTTP/1.1",
          " GET PATH HTTP/1.1",
          "\tGET PATH HTTP/1.1",
          "\u0000GET PATH HTTP/1.1",
          "\nGET PATH HTTP/1.1",
          "GET PATH HTTP/1.1 ",
          "GET PATH HTTP/1.1 x",
          "GET PATH HTTP/1.1\r",
          "GET PATH\u0000 HTTP/1.1",
          "GET PATH\r HTTP/1.1",
          "GET PATH x HTTP/1.1",
          "GET PATH",
          "GET",
          "G(T PATH HTTP/1.1",
          "G\u00c4T PATH HTTP/1.1",
          "GET PATH HTTP/1.2",
          "GET PATH HTTP/1.10",
          "GET PATH HTTP/2.0",
          "GET PATH HTTP/0.9",
          "GET PATH http/1.1",
          "GET PATH HTTP/1",
          "GET PATH HTTP/1,1",
          "GET PATH ICAP/1.1",
          "PRI * HTTP/2.0",
          "PRI PATH HTTP/1.1x"
        }) {
      cases.put("the request line " + visible(line), line + "\r\nHost: x\r\n\r\n");
    }
    cases.put("a request line that ends in LF", "GET PATH HTTP/1.1\nHost: x\r\n\r\n");
  }

  private static String visible(String text) {
    return text.replace("\r", "\\r")
        .replace("\n", "\\n")
        .replace("\t", "\\t")
        .replace("\u0000", "\\0")
        .replace("\u000b", "\\v");
  }

  private static Stream<Arguments> arguments(Map<String, String> cases) {
    return cases.entrySet().stream().map(one -> Arguments.of(one.getKey(), one.getValue()));
  }
}
