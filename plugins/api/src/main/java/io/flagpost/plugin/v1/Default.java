package io.flagpost.plugin.v1;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The default of a component of a configuration record, written as in the file; a component without
 * a default must be given. See {@link PluginContext#configuration}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {

  /** The value as text; the items of a list are separated by commas. */
  String value();
}
