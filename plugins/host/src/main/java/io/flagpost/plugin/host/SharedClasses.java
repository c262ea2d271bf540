package io.flagpost.plugin.host;

/**
 * The classes that a plugin sees in addition to its own: the JDK, the contract and SLF4J. The rest
 * of the gateway is invisible to it.
 */
final class SharedClasses extends ClassLoader {
  private final ClassLoader host;

  SharedClasses(ClassLoader host) {
    super("flagpost-shared", ClassLoader.getPlatformClassLoader());
    this.host = host;
  }

  static boolean isShared(String className) {
    return className.startsWith("io.flagpost.plugin.v1.") || className.startsWith("org.slf4j.");
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (isShared(name)) {
      return host.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
