package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.ApiVersion;
import java.nio.file.Path;
import org.pf4j.CompoundPluginLoader;
import org.pf4j.DefaultPluginLoader;
import org.pf4j.DefaultPluginManager;
import org.pf4j.JarPluginLoader;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginFactory;
import org.pf4j.PluginStatusProvider;

/**
 * PF4J, configured for isolated class loaders and strict descriptors, and without switches by
 * files.
 *
 * <p>There is one for each loaded plugin, because PF4J cannot hold two versions of a plugin side by
 * side. One thread at a time.
 */
final class IsolatingPluginManager extends DefaultPluginManager {

  IsolatingPluginManager(Path folder, PluginFactory factory) {
    super(folder);
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
  protected PluginDescriptorFinder createPluginDescriptorFinder() {
    return new PluginManifest();
  }

  @Override
  protected void validatePluginDescriptor(PluginDescriptor descriptor) {
    PluginManifest.check(descriptor);
  }

  /** PF4J lets files beside the plugins enable and disable them; this turns that off. */
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
