package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.ApiVersion;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.pf4j.CompoundPluginLoader;
import org.pf4j.DefaultPluginLoader;
import org.pf4j.DefaultPluginManager;
import org.pf4j.JarPluginLoader;
import org.pf4j.Plugin;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginFactory;
import org.pf4j.PluginStatusProvider;

/**
 * PF4J as we want it: isolated class loaders, strict descriptors, nothing switched by stray files.
 * One thread at a time.
 */
final class IsolatingPluginManager extends DefaultPluginManager {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+([-+].*)?");

  IsolatingPluginManager(Path runFolder, PluginFactory factory) {
    super(runFolder);
    SharedClasses shared = new SharedClasses(IsolatingPluginManager.class.getClassLoader());
    this.pluginFactory = factory;
    this.pluginStatusProvider = new AlwaysEnabled();
    this.pluginLoader =
        new CompoundPluginLoader()
            .add(
                new DefaultPluginLoader(this) {
                  @Override
                  protected PluginClassLoader createPluginClassLoader(
                      Path path, PluginDescriptor descriptor) {
                    return new IsolatedClassLoader(pluginManager, descriptor, shared);
                  }
                })
            .add(
                new JarPluginLoader(this) {
                  @Override
                  protected PluginClassLoader createPluginClassLoader(
                      Path path, PluginDescriptor descriptor) {
                    return new IsolatedClassLoader(pluginManager, descriptor, shared);
                  }
                });
    setSystemVersion(ApiVersion.CURRENT);
  }

  @Override
  protected void validatePluginDescriptor(PluginDescriptor descriptor) {
    String id = descriptor.getPluginId();
    require(id != null && ID.matcher(id).matches(), "Plugin-Id", "lower-case letters, digits, -");
    if (getPlugin(id) != null) {
      throw new RefusedException("duplicate id: there is a plugin " + id + " already");
    }
    String version = descriptor.getVersion();
    require(version != null && VERSION.matcher(version).matches(), "Plugin-Version", "x.y.z");
    String main = descriptor.getPluginClass();
    require(
        main != null && !main.isBlank() && !main.equals(Plugin.class.getName()),
        "Plugin-Class",
        "the class that implements RedFlagPlugin");
    require(
        descriptor.getDependencies().isEmpty(),
        "Plugin-Dependencies",
        "absent: a plugin brings its libraries along");
    String requires = descriptor.getRequires();
    require(
        requires != null && !requires.isBlank() && !requires.equals("*"),
        "Plugin-Requires",
        "a range of contract versions, \">=1.0.0 & <2.0.0\" for example");
    if (!satisfies(requires)) {
      throw new RefusedException(
          "requires version "
              + requires
              + " of the plugin contract, this gateway has "
              + getSystemVersion());
    }
  }

  private boolean satisfies(String requires) {
    try {
      return getVersionManager().checkVersionConstraint(getSystemVersion(), requires);
    } catch (RuntimeException e) {
      throw new RefusedException("bad descriptor: Plugin-Requires is no range: " + requires, e);
    }
  }

  private static void require(boolean holds, String attribute, String expected) {
    if (!holds) {
      throw new RefusedException("bad descriptor: " + attribute + " must be " + expected);
    }
  }

  /** PF4J lets files beside the plugins switch them on and off; here nothing does. */
  private static final class AlwaysEnabled implements PluginStatusProvider {
    @Override
    public boolean isPluginDisabled(String pluginId) {
      return false;
    }

    @Override
    public void disablePlugin(String pluginId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void enablePlugin(String pluginId) {
      throw new UnsupportedOperationException();
    }
  }
}
