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
 * PF4J as we want it: isolated class loaders, strict descriptors, nothing switched by stray files.
 *
 * <p>There is one for each plugin that is loaded, since it would not hold two versions of one
 * plugin side by side. One thread at a time.
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
