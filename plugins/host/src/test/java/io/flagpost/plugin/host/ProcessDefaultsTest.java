package io.flagpost.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.flagpost.testing.Patience;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plugin does not choose the locale and the time zone of everybody. */
@Isolated("the lanes of any other test would put back as well what is looked at here")
class ProcessDefaultsTest extends PluginHostFixture {
  private static final String HOSTILE =
      "Locale.setDefault(Locale.forLanguageTag(\"fa-IR-u-nu-arabext\"));"
          + " TimeZone.setDefault(TimeZone.getTimeZone(\"Asia/Tehran\"));";

  private static final String LATCH = "process-defaults";

  private final Locale locale = Locale.getDefault();
  private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
  private final TimeZone zone = TimeZone.getDefault();

  @AfterEach
  void asTheyWere() {
    Locale.setDefault(locale);
    Locale.setDefault(Locale.Category.FORMAT, format);
    TimeZone.setDefault(zone);
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "check", "stop"})
  void whatAPluginMakesOfThemIsPutBack(String when) throws Exception {
    PluginSource source = PluginSource.of("hostile");
    switch (when) {
      case "start" -> source.start(HOSTILE + " return List.of(new Check());");
      case "check" -> source.check(HOSTILE + PluginSource.CLEAR);
      default -> source.stop(HOSTILE);
    }
    source.jarInto(drop);

    PluginHost host = open();
    judge(host);
    if (when.equals("stop")) {
      host.close();
    }

    Patience.until("the locale is as before", () -> Locale.getDefault().equals(locale));
    Patience.until("the time zone is as before", () -> TimeZone.getDefault().equals(zone));
    assertThat(Locale.getDefault(Locale.Category.FORMAT)).isEqualTo(format);
  }

  @Test
  void theyArePutBackThoughItsCodeDoesNotComeBack() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    System.getProperties().put(LATCH, end);
    try {
      PluginSource.of("hostile")
          .check(
              HOSTILE
                  + "CountDownLatch end = (CountDownLatch) System.getProperties().get(\""
                  + LATCH
                  + "\"); while (end.getCount() > 0) {"
                  + " try { end.await(); } catch (InterruptedException e) { } } "
                  + PluginSource.CLEAR)
          .jarInto(drop);
      PluginHost host = open();
      CompletableFuture<CatalogResult> result = begin(host);
      Patience.until(
          "it has changed them", () -> TimeZone.getDefault().getID().equals("Asia/Tehran"));

      timer.advance(LaneLimits.DEFAULT.deadline());

      assertThat(get(result).pending()).containsExactly("hostile/probe");
      Patience.until("the locale is as before", () -> Locale.getDefault().equals(locale));
      Patience.until("the time zone is as before", () -> TimeZone.getDefault().equals(zone));
      assertThat(Locale.getDefault(Locale.Category.FORMAT)).isEqualTo(format);
    } finally {
      end.countDown();
      System.getProperties().remove(LATCH);
    }
  }
}
