package dev.mqttsn.sim.cli;

import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code sub} prints, when it ends, and with which status. */
class SubRunTest {
  private static final int TOPIC_ID = 7;
  private static final Frame PING = new Frame.PingReq(Octets.utf8("c1"));

  private ClientScript script = new ClientScript();

  private ClientScript subscribe(int count, int seconds, int sleepSeconds, String... filters)
      throws IOException {
    List<Topic> topics = Stream.of(filters).map(Topics::of).toList();
    SubPlan plan = new SubPlan(topics, Qos.AT_LEAST_ONCE, count, seconds, sleepSeconds);
    MessagePrinter printer = new MessagePrinter(script.console, true, true);
    return script.begin(
        new SubRun(script.gateway, script.console, plan, printer),
        ClientScript.config().withReconnects(true));
  }

  private ClientScript answerSubscribe(int topicId, ReturnCode code) {
    int msgId = script.expect(Frame.Subscribe.class).msgId();
    return script.send(new Frame.SubAck(Qos.AT_LEAST_ONCE, topicId, msgId, code));
  }

  private ClientScript deliver(int msgId, String payload) {
    Octets data = Octets.utf8(payload);
    script.send(
        new Frame.Publish(
            false, Qos.AT_LEAST_ONCE, false, TopicIdType.NORMAL, TOPIC_ID, msgId, data));
    return script.expect(new Frame.PubAck(TOPIC_ID, msgId, ReturnCode.ACCEPTED));
  }

  private ClientScript leaves(int status) {
    script.expectAtWork().expect(new Frame.Disconnect(0)).send(new Frame.Disconnect(0));
    return script.expectStatus(status);
  }

  @Test
  void printsAndEndsAfterACount() throws IOException {
    subscribe(2, 0, 0, "a/b").accept();
    answerSubscribe(TOPIC_ID, ReturnCode.ACCEPTED);
    deliver(1, "one");
    deliver(2, "").expectOut("a/b one\na/b (null)\n");
    leaves(0).expectNoErr();
  }

  @Test
  void whatComesAfterTheCountIsNotPrinted() throws IOException {
    subscribe(1, 0, 0, "a/b").accept();
    answerSubscribe(TOPIC_ID, ReturnCode.ACCEPTED);
    deliver(1, "one").expect(new Frame.Disconnect(0));
    deliver(2, "two").expectOut("a/b one\n");
  }

  @Test
  void timeIsOver() throws IOException {
    subscribe(0, 60, 0, "a/b").accept();
    answerSubscribe(TOPIC_ID, ReturnCode.ACCEPTED);
    script.pass(54_000).expect(new Frame.PingReq(Octets.EMPTY)).send(new Frame.PingResp());
    script.pass(5_999).expectSilence().pass(1);
    leaves(27).expectErr("Timed out");
  }

  @Test
  void timeIsOverWhileNobodyAnswers() throws IOException {
    subscribe(0, 2, 0, "a/b").expect(Frame.Connect.class);
    script.pass(2_000).expectStatus(27);
  }

  @Test
  void aSignalEndsItInOrder() throws IOException {
    subscribe(0, 0, 0, "a/b").accept();
    answerSubscribe(TOPIC_ID, ReturnCode.ACCEPTED).interrupt();
    leaves(0).expectNoErr();
  }

  @Test
  void allSubscriptionsAreRefused() throws IOException {
    subscribe(0, 0, 0, "a/b", "c/#").accept();
    answerSubscribe(0, ReturnCode.NOT_SUPPORTED).expectAtWork();
    answerSubscribe(0, ReturnCode.NOT_SUPPORTED);
    leaves(1).expectErr("Error: the subscription to 'c/#' is refused: not supported (3)");
  }

  @Test
  void oneSubscriptionOfTwoIsEnough() throws IOException {
    subscribe(1, 0, 0, "a/b", "c/#").accept();
    answerSubscribe(TOPIC_ID, ReturnCode.ACCEPTED);
    answerSubscribe(0, ReturnCode.NOT_SUPPORTED).expectErr("'c/#' is refused");
    deliver(1, "one");
    leaves(0);
  }

  @Test
  void nobodyIsThereAtFirst() throws IOException {
    subscribe(0, 0, 0, "a/b").silence();
    script.expectStatus(1).expectErr("Error: no answer from localhost:1883");
  }

  @Test
  void theConnectionIsRefusedAtFirst() throws IOException {
    subscribe(0, 0, 0, "a/b").expect(Frame.Connect.class);
    script.send(new Frame.ConnAck(ReturnCode.CONGESTION));
    script.expectStatus(1).expectErr("Error: Connection refused: congestion (1)");
  }

  /** A subscriber outlives its gateway, and a broker that is not back yet. */
  @Test
  void aLostSessionIsBegunAgain() throws IOException {
    subscribe(1, 0, 0, "a/b").accept();
    answerSubscribe(TOPIC_ID, ReturnCode.ACCEPTED);
    script.send(new Frame.Disconnect(0)).expectErr("Connection lost: the gateway sent DISCONNECT");
    script.pass(ClientScript.RETRY_MILLIS).expect(Frame.Connect.class);
    script.send(new Frame.ConnAck(ReturnCode.CONGESTION)).expectErr("; asking again");
    script.expectAtWork().pass(ClientScript.WAIT_MILLIS).accept();
    answerSubscribe(TOPIC_ID, ReturnCode.ACCEPTED);
    deliver(1, "one").expectOut("a/b one\n");
    leaves(0);
  }

  private ClientScript asleep(int count) throws IOException {
    subscribe(count, 0, 10, "a/b").accept();
    answerSubscribe(TOPIC_ID, ReturnCode.ACCEPTED);
    return script.expect(new Frame.Disconnect(16)).send(new Frame.Disconnect(0));
  }

  @Test
  void sleepsAndTellsWhatAWakeCosts() throws IOException {
    asleep(0).pass(9_999).expectSilence().pass(1).expect(PING);
    script.pass(40);
    deliver(1, "one").pass(2).send(new Frame.PingResp());
    script.expectOut("a/b one\n");
    // PINGREQ 4, PUBACK 7; PUBLISH 10, PINGRESP 2 octets
    script.expectErr("wake 1: 1 message, radio on 42 ms, 2 frames sent and 2 heard, 23 octets");
    script.pass(9_999).expectSilence().pass(1).expect(PING).send(new Frame.PingResp());
    script.expectErr("wake 2: 0 messages, radio on 0 ms, 1 frame sent and 1 heard, 6 octets");
  }

  @Test
  void aWakeWithoutAnAnswerIsTold() throws IOException {
    asleep(0).pass(10_000).silence();
    script.expectErr("wake 1: 0 messages, radio on 4000 ms, 4 frames sent and 0 heard, 16 octets;");
    script.expectAtWork().pass(10_000).expect(PING).send(new Frame.PingResp()).expectErr("wake 2");
  }

  @Test
  void theLastMessageComesInAWake() throws IOException {
    asleep(1).pass(10_000).expect(PING);
    deliver(1, "one").expectErr("wake 1: 1 message");
    leaves(0);
  }

  @Test
  void aSleeperIsInterrupted() throws IOException {
    asleep(0).interrupt();
    leaves(0);
  }

  @Test
  void nobodyReadsAnyMore() throws IOException {
    script = new ClientScript(new IOException("Broken pipe"));
    subscribe(0, 0, 0, "a/b").accept();
    answerSubscribe(TOPIC_ID, ReturnCode.ACCEPTED);
    deliver(1, "one");
    leaves(1).expectNoErr();
  }

  @Test
  void thereIsNoRoom() throws IOException {
    script = new ClientScript(new IOException("No space left on device"));
    subscribe(1, 0, 0, "a/b").accept();
    answerSubscribe(TOPIC_ID, ReturnCode.ACCEPTED);
    deliver(1, "one");
    leaves(1).expectErr("Error: the output cannot be written: No space left on device");
  }
}
