/** Networks of IP addresses, as the configuration and API keys name them. Any thread. */
@NullMarked
package io.flagpost.platform.net;

import org.jspecify.annotations.NullMarked;
