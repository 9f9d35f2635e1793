package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "host-1.example.org", "10.0.0.1", "::1", "[fe80::1]", "h"})
  void anInstanceKnowsItselfByTheAddressThatOthersGetToSee(String host) {
    String address = Hosts.address(Hosts.reachable("advertised-host", host), 8080);
    assertThat(URI.create("http://" + address + "/").getPort()).isEqualTo(8080);
    assertThat(HostInfo.buildFromEndpoint(address)).isEqualTo(new HostInfo(Hosts.bare(host), 8080));
  }

  @ParameterizedTest
  @ValueSource(strings = {"my_host", "a b", "http://host", "host:80", "abc:80", "host/", "-", "ü"})
  void whatCannotStandInAUrlIsRefused(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hosts.reachable("advertised-host", host))
        .withMessageContaining("advertised-host is '" + host + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "[::]"})
  void aWildcardIsNotGivenToOthers(String host) {
    assertThat(Hosts.reachable("advertised-host", host)).isNotEqualTo(Hosts.bare(host));
  }

  @Test
  void ipv6AddressesAreBracketedBeforeAPort() {
    assertThat(Hosts.address("::1", 80)).isEqualTo("[::1]:80");
    assertThat(Hosts.address("host", 80)).isEqualTo("host:80");
  }
}
