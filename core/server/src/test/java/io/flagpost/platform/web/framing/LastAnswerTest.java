package io.flagpost.platform.web.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LastAnswerTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new LastAnswer());

  @Test
  void whatIsReadBehindAnAnswerThatSaysItIsTheLastIsNotWaitedFor() {
    begin();
    HttpResponse answer = answer();
    answer.headers().set("Connection", "Close");
    channel.writeOutbound(answer);

    ChannelFuture closed = channel.pipeline().close();
    channel.advanceTimeBy(1_500, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();

    assertThat(closed.isSuccess()).isTrue();
  }

  @Test
  void anAnswerThatIsStillDueIs() {
    begin();
    channel.writeOutbound(answer());

    ChannelFuture closed = channel.pipeline().close();
    channel.advanceTimeBy(1_500, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(closed.isDone()).isFalse();
    channel.writeOutbound(answer());
    channel.advanceTimeBy(1_500, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();

    assertThat(closed.isSuccess()).isTrue();
  }

  /** Two requests, the second of which cannot be read. */
  private void begin() {
    channel.freezeTime();
    HttpRequest broken = request();
    broken.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("broken")));
    channel.writeInbound(request(), broken);
  }

  private static HttpRequest request() {
    return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
  }

  private static HttpResponse answer() {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
  }
}
