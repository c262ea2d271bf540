package io.flagpost.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Marks tests that look through {@link HeadlessBrowser}; where there is none, they say so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "the package registries have a browser without system libraries for this only")
@DisabledIfSystemProperty(
    named = "flagpost.browser.skip",
    matches = "true",
    disabledReason = "no browser: -Dbrowser.skip")
public @interface NeedsBrowser {}
