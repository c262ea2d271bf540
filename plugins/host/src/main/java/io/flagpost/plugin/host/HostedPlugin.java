package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.FoldCheck;
import io.flagpost.plugin.v1.Phase;
import io.flagpost.plugin.v1.PluginContext;
import io.flagpost.plugin.v1.RedFlagCheck;
import io.flagpost.plugin.v1.RedFlagPlugin;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.pf4j.Plugin;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginWrapper;

/**
 * PF4J's view of a plugin that implements our contract; runs all of its code in the plugin's lane.
 */
final class HostedPlugin extends Plugin {
  private static final Pattern CHECK_ID = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

  // For each record, a plugin keeps one bit per check.
  private static final int MOST_CHECKS = Long.SIZE;

  private final PluginDescriptor descriptor;
  private final ClassLoader classLoader;
  private final boolean builtIn;
  private final Map<String, Object> configuration;
  private final LaneLimits limits;
  private final Timer timer;
  private final Clock clock;
  private final PluginLane lane;
  private @Nullable RedFlagPlugin plugin;
  private List<HostedCheck> checks = List.of();

  HostedPlugin(
      PluginWrapper wrapper,
      boolean builtIn,
      Map<String, Object> configuration,
      LaneLimits limits,
      Timer timer,
      PluginCounters ledger) {
    this.descriptor = wrapper.getDescriptor();
    this.classLoader = wrapper.getPluginClassLoader();
    this.builtIn = builtIn;
    this.configuration = Map.copyOf(configuration);
    this.limits = limits;
    this.timer = timer;
    InstantSource time = timer::instant;
    this.clock = time.withZone(ZoneOffset.UTC);
    this.lane = new PluginLane(descriptor.getPluginId(), classLoader, limits, timer, ledger);
  }

  PluginLane lane() {
    return lane;
  }

  ClassLoader classLoader() {
    return classLoader;
  }

  /** Its checks, as in live mode. */
  List<HostedCheck> checks() {
    return checks;
  }

  @Override
  public void start() {
    StandardStreams streams = StandardStreams.now();
    try {
      checks = lane.run(LoadHints.explaining(this::startInLane), limits.start());
    } catch (TimeoutException e) {
      lane.close();
      throw new PluginRefusedException("did not start within " + Spans.inWords(limits.start()), e);
    } catch (InterruptedException e) {
      lane.close();
      Thread.currentThread().interrupt();
      throw new PluginRefusedException("interrupted while starting", e);
    } catch (PluginFailedException e) {
      lane.close();
      throw new PluginRefusedException("failed to start: " + e.description(), e);
    } finally {
      streams.compare("While plugin " + descriptor.getPluginId() + " was started");
    }
  }

  @Override
  public void stop() {
    RedFlagPlugin running = plugin;
    try {
      if (running != null) {
        lane.runLast(
            () -> {
              running.stop();
              return running;
            },
            limits.stop());
      }
    } catch (TimeoutException e) {
      lane.conduct().failedToStop("no answer within " + Spans.inWords(limits.stop()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (PluginFailedException e) {
      lane.conduct().failedToStop(e.description());
    } finally {
      lane.close();
    }
  }

  private List<HostedCheck> startInLane() throws Exception {
    RedFlagPlugin made = EntryPoint.make(descriptor.getPluginClass(), classLoader);
    plugin = made;
    return hosted(made.start(new Context(descriptor.getPluginId(), configuration, clock)));
  }

  private List<HostedCheck> hosted(@Nullable List<RedFlagCheck> made) {
    if (made == null || made.isEmpty()) {
      throw new PluginRefusedException("has no checks");
    }
    String prefix = builtIn ? "" : descriptor.getPluginId() + "/";
    List<HostedCheck> hosted = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    int most = Math.min(MOST_CHECKS, limits.capacity());
    for (RedFlagCheck check : made) {
      if (hosted.size() == most) {
        throw new PluginRefusedException(
            "has more than " + most + " checks; combine some: a check may raise up to 16 flags");
      }
      String id = check.id();
      if (id == null || !CHECK_ID.matcher(id).matches()) {
        throw new PluginRefusedException(
            "the id of check "
                + (hosted.size() + 1)
                + " of its list is malformed: at most 64 lower-case letters, digits, - and _, the"
                + " first a letter");
      }
      if (!ids.add(id)) {
        throw new PluginRefusedException("has two checks with the id " + id);
      }
      Phase phase = check.phase();
      if (phase == null) {
        throw new PluginRefusedException("check " + id + " has no phase");
      }
      CheckInfo info =
          new CheckInfo(
              prefix + id,
              descriptor.getVersion(),
              descriptor.getPluginId(),
              phase,
              false,
              traits(check, id, phase));
      CheckConduct conduct = new CheckConduct(descriptor.getPluginId(), info.id(), limits, timer);
      hosted.add(new HostedCheck(info, prefix, check, conduct));
    }
    lane.conduct().watch(hosted);
    return List.copyOf(hosted);
  }

  private static Optional<FoldTraits> traits(RedFlagCheck check, String id, Phase phase) {
    if (!(check instanceof FoldCheck<?> fold)) {
      return Optional.empty();
    }
    if (phase != Phase.AFTER_STORE) {
      throw new PluginRefusedException(
          "check " + id + " is a fold, so its phase must be AFTER_STORE");
    }
    try {
      return Optional.of(FoldTraits.of(fold));
    } catch (NullPointerException | IllegalArgumentException e) {
      throw new PluginRefusedException("check " + id + ": " + e.getMessage(), e);
    }
  }

  private record Context(String pluginId, Map<String, Object> given, Clock clock)
      implements PluginContext {
    @Override
    public <T extends Record> T configuration(Class<T> type) {
      return ConfigurationBinder.bind(given, type);
    }
  }
}
