package io.flagpost.node.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record component of {@link Config} as a configuration key. The key is the path of
 * component names in kebab case; the type determines how values are parsed and shown. The file, the
 * environment and {@code flagpost config} know the key by this; {@code conf/flagpost.yaml} lists it
 * with its default, and {@code ComponentSettings} passes its value on.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

  /** The default, written as in the file. */
  String value();

  /** The default in demo mode, if it differs. */
  String demo() default "";

  /** The smallest value allowed, written as in the file; empty for none. */
  String min() default "";

  /** The largest value allowed, written as in the file; empty for none. */
  String max() default "";
}
