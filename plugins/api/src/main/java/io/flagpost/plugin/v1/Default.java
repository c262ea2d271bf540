package io.flagpost.plugin.v1;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a component of a configuration record where the operator gave none, written as in
 * the file; a component without one must be given. See {@link PluginContext#configuration}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {

  /** The value as text; the items of a list with commas between them. */
  String value();
}
