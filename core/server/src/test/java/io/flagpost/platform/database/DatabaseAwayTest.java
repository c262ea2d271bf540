package io.flagpost.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAwayTest {
  @ParameterizedTest
  @ValueSource(strings = {"08001", "08006", "57P01", "57P02", "57P03", "53300", "53100", "25006"})
  void whoIsNotThereOrNotReadyIsAway(String state) {
    assertThat(DatabaseAway.explains(wrapped(new SQLException("", state)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"28P01", "28000", "3D000", "42501", "42P01", "08004", "XX000", "23505"})
  void whoRefusesIsThere(String state) {
    assertThat(DatabaseAway.explains(wrapped(new SQLException("", state)))).isFalse();
  }

  @Test
  void aNetworkThatDoesNotAnswerIsNoRefusal() {
    assertThat(DatabaseAway.explains(wrapped(new ConnectException("refused")))).isTrue();
    assertThat(DatabaseAway.explains(new UnknownHostException("db"))).isTrue();
    assertThat(DatabaseAway.explains(wrapped(new TimeoutException()))).isTrue();
    assertThat(DatabaseAway.explains(new IllegalStateException("anything else"))).isFalse();
  }

  @Test
  void aCertificateThatIsNotTrustedIsARefusalAndAConnectionThatEndsIsNone() {
    SSLHandshakeException distrust = new SSLHandshakeException("PKIX path building failed");
    SSLHandshakeException ended = new SSLHandshakeException("the other side has ended it");
    ended.initCause(new EOFException());

    assertThat(DatabaseAway.explains(new SQLException("", "08006", distrust))).isFalse();
    assertThat(DatabaseAway.explains(new SQLException("", "08006", ended))).isTrue();
  }

  private static Exception wrapped(Exception cause) {
    return new DatabaseException("told to an operator", new IllegalStateException(cause));
  }
}
