/** JMH benchmarks of the steps that each request goes through. */
@NullMarked
package io.flagpost.bench.micro;

import org.jspecify.annotations.NullMarked;
