package io.flagpost.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names loggers whose alarms belong to what a test class tests: {@link LogGuard} ignores them. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ExpectedAlarms {
  /** The classes that log them. */
  Class<?>[] of() default {};

  /** The names of loggers whose class cannot be seen from the test. */
  String[] from() default {};
}
