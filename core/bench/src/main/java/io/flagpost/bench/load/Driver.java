package io.flagpost.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts a load on a server, on one thread and without a framework: it shares the machine with the
 * server, so its own work distorts the figures. One request at a time on each connection, no
 * pipelining. Blocking.
 */
public final class Driver {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final int LARGEST_REQUEST = 64 * 1024;
  private static final long TURN_MILLIS = 1;

  private final Load load;
  private final Requests requests;
  private final CpuMeter meter;
  private final Tally tally = new Tally();
  private final ByteBuffer out = ByteBuffer.allocateDirect(LARGEST_REQUEST);
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final List<Connection> all = new ArrayList<>();
  private final InetSocketAddress server;
  private final Selector selector;
  private int outstanding;
  private boolean sending = true;

  private Driver(Load load, Requests requests, CpuMeter meter, Selector selector) {
    this.load = load;
    this.requests = requests;
    this.meter = meter;
    this.selector = selector;
    this.server = new InetSocketAddress(LOOPBACK, load.port());
  }

  /** One connection and its current request. */
  private static final class Connection {
    final Answer answer = new Answer();
    SocketChannel channel;
    long begin;
    boolean busy;

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /** Runs a load to its end: until every request is answered, or a time-out. */
  public static LoadResult run(Load load, Requests requests, CpuMeter meter) {
    try (Selector selector = Selector.open()) {
      Driver driver = new Driver(load, requests, meter, selector);
      try {
        return driver.run();
      } finally {
        for (Connection connection : driver.all) {
          connection.channel.close();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("The driver cannot go on: " + e, e);
    }
  }

  private LoadResult run() throws IOException {
    for (int i = 0; i < load.connections(); i++) {
      Connection connection = new Connection(connect());
      register(connection);
      all.add(connection);
      idle.add(connection);
    }
    long start = System.nanoTime();
    long begin = start + load.warmUp().toNanos();
    long end = begin + load.measured().toNanos();
    Schedule schedule = new Schedule(start, load.rate());
    turnUntil(begin, schedule);
    tally.begin();
    CpuMeter.Reading before = meter.read();
    turnUntil(end, schedule);
    CpuMeter.Reading after = meter.read();
    if (!load.isOpen()) {
      tally.end();
    }
    finish(schedule, end);
    return tally.result((after.nanos() - before.nanos()) / 1e9, CpuMeter.between(before, after));
  }

  private void turnUntil(long moment, Schedule schedule) throws IOException {
    while (System.nanoTime() - moment < 0) {
      if (load.isOpen()) {
        sendDue(schedule, Math.min(System.nanoTime(), moment));
      } else {
        sendOnAll();
      }
      selector.select(this::receive, TURN_MILLIS);
    }
  }

  /** Requests that were due are still sent, however late; then it waits for every answer. */
  private void finish(Schedule schedule, long end) throws IOException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    sending = load.isOpen();
    while (System.nanoTime() - giveUp < 0) {
      if (load.isOpen()) {
        sendDue(schedule, end);
      }
      if (outstanding == 0) {
        break;
      }
      selector.select(this::receive, TURN_MILLIS);
    }
    tally.failed("unanswered", outstanding);
    tally.failed("unsent", load.isOpen() ? schedule.dueBy(end) : 0);
  }

  private void sendDue(Schedule schedule, long now) {
    while (schedule.isDue(now) && !idle.isEmpty()) {
      send(idle.pop(), schedule.take());
    }
  }

  private void sendOnAll() {
    while (!idle.isEmpty()) {
      send(idle.pop(), System.nanoTime());
    }
  }

  private void send(Connection connection, long begin) {
    connection.begin = begin;
    connection.busy = true;
    outstanding++;
    requests.append(out.clear());
    out.flip();
    try {
      while (out.hasRemaining()) {
        connection.channel.write(out);
      }
    } catch (IOException e) {
      broken(connection);
    }
  }

  private void receive(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (connection.channel.read(connection.answer.space()) < 0) {
        broken(connection);
      } else if (connection.answer.isWhole()) {
        answered(connection);
      }
    } catch (IOException e) {
      broken(connection);
    }
  }

  private void answered(Connection connection) {
    long now = System.nanoTime();
    tally.answered(
        connection.answer, TimeUnit.NANOSECONDS.toMicros(Math.max(0, now - connection.begin)));
    connection.answer.clear();
    connection.busy = false;
    outstanding--;
    if (sending && !load.isOpen()) {
      send(connection, now);
    } else {
      idle.push(connection);
    }
  }

  private void broken(Connection connection) {
    if (connection.busy) {
      tally.failed("broken");
      outstanding--;
    }
    connection.busy = false;
    connection.answer.clear();
    try {
      connection.channel.close();
      connection.channel = connect();
      register(connection);
      idle.addLast(connection);
    } catch (IOException e) {
      throw new IllegalStateException("The server takes no more connections: " + e, e);
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return channel;
  }

  private void register(Connection connection) throws IOException {
    connection.channel.register(selector, SelectionKey.OP_READ, connection);
  }
}
