package io.flagpost.plugin.host;

import java.util.List;
import org.pf4j.ClassLoadingStrategy;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginManager;

/** A plugin's class loader: its own classes first, except for shared ones. */
final class IsolatedClassLoader extends PluginClassLoader {
  private static final ClassLoadingStrategy OWN_THEN_SHARED =
      new ClassLoadingStrategy(
          List.of(ClassLoadingStrategy.Source.PLUGIN, ClassLoadingStrategy.Source.APPLICATION));

  IsolatedClassLoader(PluginManager manager, PluginDescriptor descriptor, SharedClasses shared) {
    super(manager, descriptor, shared, OWN_THEN_SHARED);
  }

  /** Shared classes never come from the plugin, even if its jar brings a copy. */
  @Override
  protected boolean shouldDelegateToParent(String className) {
    return SharedClasses.isShared(className);
  }

  /** Whether a class of this name belongs to the plugin and is loaded. */
  boolean hasLoaded(String className) {
    Class<?> found = findLoadedClass(className);
    return found != null && found.getClassLoader() == this;
  }
}
