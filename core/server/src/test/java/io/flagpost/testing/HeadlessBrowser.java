package io.flagpost.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The Chromium that the build fetched, without a window. It runs as root and not. */
public final class HeadlessBrowser implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  private HeadlessBrowser(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  public static HeadlessBrowser launch() {
    String directory = System.getProperty("flagpost.browser.directory");
    if (directory == null) {
      throw new IllegalStateException("run by Maven only: flagpost.browser.directory is not set");
    }
    // Five seconds by default, which a busy machine may need to show the page.
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    Path chromium = Path.of(directory, "chromium");
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        Path.of(directory, "node", "node").toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    // Its own libraries and fonts, so that none need be installed.
    var environment = new HashMap<>(System.getenv());
    environment.put("LD_LIBRARY_PATH", chromium.resolve("lib").toString());
    environment.put("FONTCONFIG_FILE", chromium.resolve("fonts.conf").toString());
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.resolve("chromium"))
                    .setHeadless(true)
                    .setChromiumSandbox(false)
                    .setEnv(environment)
                    .setArgs(List.of("--disable-gpu", "--disable-quic", "--disable-sync")));
    return new HeadlessBrowser(playwright, browser);
  }

  /** A page with a profile of its own. */
  public Page newPage() {
    return browser.newContext().newPage();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
