package io.flagpost.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Marks classes whose tests run beside all others, which run one after the other: two tests at a
 * time, as many as the smallest machine has processors. Those that mostly wait, for processes of
 * their own or for time to pass, and some more with a database of their own, so that both sides
 * take about as long. Such tests share nothing, not even with each other.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
public @interface RunsBesideOthers {}
