package io.flagpost.cli;

import io.flagpost.cli.console.ConfigOptions;
import io.flagpost.cli.console.Console;
import io.flagpost.cli.console.ExitCodes;
import io.flagpost.node.Gateway;
import io.flagpost.node.StartException;
import io.flagpost.node.config.Config;
import io.flagpost.node.config.InvalidConfigException;
import io.flagpost.node.config.Mode;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a gateway in the foreground until it is stopped or fails. */
final class Foreground {
  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

  /** Called once the node listens. */
  interface WhenReady {
    void ready(Gateway gateway, Config config);
  }

  /** Each step of a stop has a limit; the limit of the process is their sum, and a little more. */
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(2);

  private final Console console;

  Foreground(Console console) {
    this.console = console;
  }

  /** Returns an exit code only if something failed; a signal ends the process without returning. */
  int run(ConfigOptions options, Mode mode, WhenReady whenReady) {
    try {
      Config config = options.load(console, mode).config();
      LogSetup.apply(config.log().format());
      Duration limit = config.shutdown().delay().plus(config.shutdown().timeout());
      Runtime.getRuntime().addShutdownHook(ForcedEnd.hook(limit.plus(SHUTDOWN_GRACE)));
      Gateway gateway = Gateway.start(config, mode);
      CompletionStage<Void> unused =
          gateway.serving().thenRun(() -> whenReady.ready(gateway, config));
      LOG.error("{}", gateway.failed().toCompletableFuture().get());
      gateway.stop();
      return ExitCodes.FAILED;
    } catch (InvalidConfigException | StartException e) {
      complain(String.valueOf(e.getMessage()));
      return ExitCodes.FAILED;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCodes.FAILED;
    } catch (RuntimeException | Error e) {
      LOG.error("The gateway cannot continue", e);
      return ExitCodes.FAILED;
    } finally {
      console.err().flush();
    }
  }

  /** In a JSON log it is an object, too. */
  private void complain(String message) {
    if (LogSetup.isJson()) {
      LOG.error("{}", message);
    } else {
      console.err().println("flagpost: " + message);
    }
  }
}
