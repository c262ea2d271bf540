package io.flagpost.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworksTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.0",
    "192.0.2.0/24, 192.0.2.255",
    "192.0.2.7/32, 192.0.2.7",
    "192.0.2.7, 192.0.2.7",
    "192.0.2.7/24, 192.0.2.9",
    "192.0.2.0/25, 192.0.2.127",
    "0.0.0.0/0, 255.255.255.255",
    "2001:db8::/32, 2001:db8::1",
    "2001:db8::/32, 2001:0DB8:FFFF:0:0:0:0:1",
    "2001:db8::1/128, 2001:db8:0:0::1",
    "::/0, 2001:db8::1",
    "::1, 0:0:0:0:0:0:0:1",
    "fe80::/10, fe80::1%eth0",
    "192.0.2.0/24, ::ffff:192.0.2.1",
    "192.0.2.0/24, ::ffff:c000:201",
    "192.0.2.0/24, 0:0:0:0:0:ffff:c000:0201",
    "::ffff:192.0.2.0/120, 192.0.2.1",
    "::ffff:192.0.2.0/120, ::ffff:192.0.2.1",
    "::ffff:192.0.2.7/128, 192.0.2.7",
  })
  void anAddressInsideIsContained(String network, String address) {
    assertThat(IpNetworks.of(List.of(network)).contains(address)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.3.0",
    "192.0.2.0/24, 192.0.1.255",
    "192.0.2.7/32, 192.0.2.8",
    "192.0.2.0/25, 192.0.2.128",
    "192.0.2.0/24, ::ffff:192.0.3.1",
    "192.0.2.0/24, ::192.0.2.1",
    "192.0.2.0/24, 2002:c000:0201::",
    "::ffff:192.0.2.0/120, 192.0.3.1",
    "2001:db8::/32, 2001:db9::1",
    "2001:db8::1/128, 2001:db8::2",
    "0.0.0.0/0, 2001:db8::1",
    "::/0, 192.0.2.1",
  })
  void anAddressOutsideIsNot(String network, String address) {
    assertThat(IpNetworks.of(List.of(network)).contains(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*",
        "localhost",
        "example.org",
        "1",
        "3221225985",
        "0xc0000201",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.-1",
        "192.0.2.1/24",
        "192.0.2.1:80",
        "[2001:db8::1]",
        "192.0.2.*",
        "192.0.2.1-9",
        "010.0.0.1",
        "1:2:3",
        "2001:db8::1::2",
        "2001:db8::/32",
        "::ffff:192.0.2.256",
        "192.0.2\0.1",
        "\uD800"
      })
  void garbageIsInNoNetwork(String address) {
    NetworkSet everything = IpNetworks.of(List.of("0.0.0.0/0", "::/0"));

    assertThat(everything.contains(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "everywhere", "192.0.2.0/33", "2001:db8::/129", "192.0.2.*", "*"})
  void whatIsNoNetworkIsRefused(String network) {
    assertThatIllegalArgumentException().isThrownBy(() -> IpNetworks.of(List.of(network)));
  }

  @Test
  void theEmptySetContainsNothing() {
    NetworkSet nothing = IpNetworks.of(List.of());

    assertThat(nothing.isEmpty()).isTrue();
    assertThat(nothing.contains("192.0.2.1")).isFalse();
    assertThat(nothing.contains("::1")).isFalse();
  }

  @Test
  void overlappingNetworksAllCount() {
    NetworkSet set =
        IpNetworks.of(List.of("10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "10.0.0.0/8"));

    assertThat(set.isEmpty()).isFalse();
    assertThat(IntStream.of(1, 2, 9).allMatch(n -> set.contains("10.1." + n + ".3"))).isTrue();
    assertThat(set.contains("10.200.0.1")).isTrue();
    assertThat(set.contains("11.0.0.1")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.0/24",
    "192.0.2.255, 192.0.2.0/24",
    "::ffff:192.0.2.7, 192.0.2.0/24",
    "2001:db8:1:ffff::1, 2001:db8:1::/48",
    "2001:0DB8:0001:0:0:0:0:2, 2001:db8:1::/48",
    "fe80::1%eth0, fe80::/48",
  })
  void theSiteOfAnAddressIsItsNetwork(String address, String network) {
    assertThat(IpNetworks.site(address)).contains(network);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "192.0.2", "192.0.2.0/24", "localhost"})
  void whatIsNoAddressHasNoSite(String text) {
    assertThat(IpNetworks.site(text)).isEmpty();
  }
}
