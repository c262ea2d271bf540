package io.flagpost.plugin.sharedlicense;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworksTest {

  @Test
  void everyAddressOfAnIpv6SiteIsTheSame() {
    assertThat(Networks.of("2001:db8:1:2:aaaa::1"))
        .isEqualTo(Networks.of("2001:db8:1:2:bbbb::2"))
        .isNotEqualTo(Networks.of("2001:db8:1:3:aaaa::1"));
  }

  @Test
  void anIpv4AddressIsItself() {
    assertThat(Networks.of("192.0.2.1")).isNotEqualTo(Networks.of("192.0.2.2"));
    assertThat(Networks.of("::ffff:192.0.2.1")).isEqualTo(Networks.of("192.0.2.1"));
  }

  @Test
  void whatIsNoAddressIsItself() {
    assertThat(Networks.of("unix:socket")).isEqualTo("unix:socket");
    assertThat(Networks.of("")).isEmpty();
  }
}
