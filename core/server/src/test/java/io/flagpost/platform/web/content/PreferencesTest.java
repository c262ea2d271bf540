package io.flagpost.platform.web.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110, sections 12.4.2, 12.5.1 and 12.5.3, case by case. */
class PreferencesTest {

  @ParameterizedTest(name = "Accept: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */*                                                | false
          application/json                                   | true
          Application/JSON                                   | true
          APPLICATION/JSON;Q=1                               | true
          application/json;q=0                               | false
          application/json;q=0.000                           | false
          application/json;q=0, */*                          | false
          application/json; q=0 , */* ; q=0.1                | false
          application/json, */*;q=0.1                        | true
          application/json, */*                              | true
          */*, application/json                              | true
          application/x-pem-file, application/json;q=0.9     | false
          application/x-pem-file;q=0.2, application/json;q=0.201 | true
          application/x-pem-file;q=0, application/*          | true
          application/*                                      | false
          application/*;q=0, application/json                | true
          application/json, application/x-pem-file           | true
          application/x-pem-file, application/json           | false
          text/html                                          | false
          text/html, application/json;q=0.1                  | true
          application/json;q=2                               | false
          application/json;q=0.0001                          | false
          application/json;q=                                | false
          application/json;charset="a,b";q=0.5               | true
          text/plain;x="application/json, ", */*             | false
          ,, application/json ,                              | true
          ''                                                 | false
          """)
  void jsonIsSentIfItIsWantedMoreThanPem(String accept, boolean json) {
    assertThat(
            Preferences.of(List.of(accept))
                .prefersMediaType("application/json", "application/x-pem-file"))
        .isEqualTo(json);
  }

  @Test
  void severalLinesAreOneListAndNoneIsNoWish() {
    assertThat(
            Preferences.of(List.of("text/html", "application/json"))
                .prefersMediaType("application/json", "application/x-pem-file"))
        .isTrue();
    assertThat(
            Preferences.of(List.of())
                .prefersMediaType("application/json", "application/x-pem-file"))
        .isFalse();
    assertThat(Preferences.of(List.of()).acceptsGzip()).isFalse();
  }

  @ParameterizedTest(name = "Accept-Encoding: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip                         | true
          GZIP                         | true
          x-gzip                       | true
          gzip;q=0                     | false
          gzip; Q=0.0                  | false
          gzip;q=0.001                 | true
          br, gzip;q=0.5               | true
          *                            | true
          *;q=0                        | false
          gzip;q=0, *                  | false
          identity;q=1, gzip;q=0.5     | false
          identity;q=0.5, gzip;q=1.000 | true
          br                           | false
          ''                           | false
          """)
  void gzipIsSentIfItIsTaken(String acceptEncoding, boolean gzip) {
    assertThat(Preferences.of(List.of(acceptEncoding)).acceptsGzip()).isEqualTo(gzip);
  }

  @ParameterizedTest(name = "If-None-Match: {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "a"               | true
          W/"a"             | true
          *                 | true
          "b", W/"a"        | true
          "b,", "a"         | true
          "b"               | false
          "x,"a",y"         | false
          a                 | false
          w/"a"             | false
          """)
  void entityTagsAreComparedWeakly(String ifNoneMatch, boolean known) {
    assertThat(StaticContent.isAmong("\"a\"", List.of(ifNoneMatch))).isEqualTo(known);
    assertThat(StaticContent.isAmong("\"a\"", List.of("\"z\"", ifNoneMatch))).isEqualTo(known);
  }
}
