package io.flagpost.plugin.host;

import io.flagpost.plugin.v1.RedFlagPlugin;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;

/** Creates the object of a manifest's {@code Plugin-Class}. */
final class EntryPoint {
  private EntryPoint() {}

  /**
   * Creates it. On the plugin's lane, because its constructor is the vendor's code.
   *
   * @throws PluginRefusedException if the class cannot be instantiated
   * @throws Exception the constructor's exception, wrapped by reflection
   */
  static RedFlagPlugin make(String name, ClassLoader loader) throws Exception {
    Class<?> type = load(name, loader);
    if (!RedFlagPlugin.class.isAssignableFrom(type)) {
      throw refused(name, "does not implement RedFlagPlugin");
    }
    int modifiers = type.getModifiers();
    if (!Modifier.isPublic(modifiers)) {
      throw refused(name, "is not public");
    }
    if (Modifier.isAbstract(modifiers)) {
      throw refused(name, "is abstract");
    }
    Constructor<?> constructor;
    try {
      constructor = type.getConstructor();
    } catch (NoSuchMethodException e) {
      throw refused(name, "has no public constructor without parameters");
    }
    return (RedFlagPlugin) constructor.newInstance();
  }

  private static Class<?> load(String name, ClassLoader loader) {
    try {
      return loader.loadClass(name);
    } catch (ClassNotFoundException e) {
      throw refused(
          name, "is not in the file: give its full name, such as com.acme.probe.AcmeProbe");
    }
  }

  private static PluginRefusedException refused(String name, String how) {
    return new PluginRefusedException(
        "bad descriptor: Plugin-Class " + ArchiveRules.shown(name) + " " + how);
  }
}
