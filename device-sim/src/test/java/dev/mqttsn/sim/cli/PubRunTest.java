package dev.mqttsn.sim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.sim.Topic;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.TopicIdType;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code pub} has status 0 only when the gateway acknowledged what the QoS promises. */
class PubRunTest {
  private static final int TOPIC_ID = 7;
  private static final int LARGEST_OCTETS = 10;

  private final ClientScript script = new ClientScript();

  private ClientScript publish(Topic topic, Qos qos, String message) throws IOException {
    Publication publication = new Publication(topic, qos, true, LARGEST_OCTETS);
    return script.begin(
        new PubRun(script.gateway, script.console, publication, Optional.of(Octets.utf8(message))),
        ClientScript.config());
  }

  /** Up to the PUBLISH. */
  private Frame.Publish published(Qos qos) throws IOException {
    publish(Topic.named("a/b"), qos, "x").accept();
    int msgId = script.expect(Frame.Register.class).msgId();
    script.send(new Frame.RegAck(TOPIC_ID, msgId, ReturnCode.ACCEPTED));
    Frame.Publish publish = script.expect(Frame.Publish.class);
    Octets data = Octets.utf8("x");
    assertEquals(
        new Frame.Publish(false, qos, true, TopicIdType.NORMAL, TOPIC_ID, publish.msgId(), data),
        publish);
    return publish;
  }

  private void leaves() {
    script.expectAtWork().expect(new Frame.Disconnect(0)).send(new Frame.Disconnect(0));
    script.expectSilence().expectStatus(0).expectNoErr();
  }

  private static Frame.PubAck pubAck(Frame.Publish publish, ReturnCode code) {
    return new Frame.PubAck(publish.topicId(), publish.msgId(), code);
  }

  @Test
  void qos0EndsInOrder() throws IOException {
    Frame.Publish unused = published(Qos.AT_MOST_ONCE);
    leaves();
  }

  @Test
  void qos1WaitsForPubAck() throws IOException {
    Frame.Publish publish = published(Qos.AT_LEAST_ONCE);
    script.expectSilence().expectAtWork();
    script.send(pubAck(publish, ReturnCode.ACCEPTED));
    leaves();
  }

  @Test
  void qos2WaitsForPubComp() throws IOException {
    Frame.Publish publish = published(Qos.EXACTLY_ONCE);
    script.send(new Frame.PubRec(publish.msgId()));
    script.expect(new Frame.PubRel(publish.msgId())).expectSilence().expectAtWork();
    script.send(new Frame.PubComp(publish.msgId()));
    leaves();
  }

  @Test
  void qosMinusOneIsOneFrame() throws IOException {
    publish(Topic.predefined(1), Qos.MINUS_ONE, "x");
    script.expect(
        new Frame.Publish(
            false, Qos.MINUS_ONE, true, TopicIdType.PREDEFINED, 1, 0, Octets.utf8("x")));
    script.expectSilence().expectStatus(0);
  }

  @Test
  void aShortNameNeedsNoRegister() throws IOException {
    publish(Topic.shortName("ab"), Qos.AT_MOST_ONCE, "x").accept();
    assertEquals(TopicIdType.SHORT, script.expect(Frame.Publish.class).topicIdType());
    leaves();
  }

  /** All is acknowledged, so nobody has to know that the last word got lost. */
  @Test
  void aDisconnectThatIsNotAnsweredDoesNotMatter() throws IOException {
    script.send(pubAck(published(Qos.AT_LEAST_ONCE), ReturnCode.ACCEPTED));
    script.expectAtWork().silence().expectStatus(0);
  }

  @Test
  void silenceIsRepeatedAndThenTold() throws IOException {
    Frame.Publish publish = published(Qos.AT_LEAST_ONCE);
    for (int i = 0; i < ClientScript.RETRY_COUNT; i++) {
      script.pass(ClientScript.RETRY_MILLIS).expect(publish.asRepetition()).expectAtWork();
    }
    script.pass(ClientScript.RETRY_MILLIS).expectSilence().expectStatus(1);
    script.expectErr("Error: Connection lost: the gateway does not answer; 1 not acknowledged");
  }

  @Test
  void nobodyIsThere() throws IOException {
    publish(Topic.named("a/b"), Qos.AT_LEAST_ONCE, "x").silence();
    script.expectStatus(1).expectErr("Error: no answer from localhost:1883");
  }

  @Test
  void theSessionEndsUnasked() throws IOException {
    Frame.Publish unused = published(Qos.EXACTLY_ONCE);
    script.send(new Frame.Disconnect(0)).expectSilence().expectStatus(1);
    script.expectErr("Error: Connection lost: the gateway sent DISCONNECT; 1 not acknowledged");
  }

  @ParameterizedTest
  @EnumSource(names = {"CONGESTION", "NOT_SUPPORTED"})
  void theConnectionIsRefused(ReturnCode code) throws IOException {
    publish(Topic.named("a/b"), Qos.AT_LEAST_ONCE, "x").expect(Frame.Connect.class);
    script.send(new Frame.ConnAck(code)).expectStatus(1).expectErr(Words.of(code));
  }

  @Test
  void theNameIsRefused() throws IOException {
    publish(Topic.named("a/b"), Qos.AT_MOST_ONCE, "x").accept();
    int msgId = script.expect(Frame.Register.class).msgId();
    script.send(new Frame.RegAck(0, msgId, ReturnCode.NOT_SUPPORTED));
    script.expect(new Frame.Disconnect(0)).send(new Frame.Disconnect(0));
    script.expectStatus(1).expectErr("Error: the gateway refuses a message: not supported (3)");
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
  void theMessageIsRefused(Qos qos) throws IOException {
    script.send(pubAck(published(qos), ReturnCode.NOT_SUPPORTED));
    script.expect(new Frame.Disconnect(0)).send(new Frame.Disconnect(0));
    script.expectStatus(1).expectErr("not supported (3)");
  }

  /** The refusal comes behind a PUBLISH that nothing waits for, and before DISCONNECT's answer. */
  @Test
  void aRefusalAtQos0Counts() throws IOException {
    Frame.Publish publish = published(Qos.AT_MOST_ONCE);
    script.expect(new Frame.Disconnect(0));
    script.send(pubAck(publish, ReturnCode.INVALID_TOPIC_ID)).send(new Frame.Disconnect(0));
    script.expectStatus(1).expectErr("invalid topic id (2)");
  }

  @Test
  void congestionIsWaitedForButNotForEver() throws IOException {
    Frame.Publish publish = published(Qos.AT_LEAST_ONCE);
    for (int i = 1; i < 5; i++) {
      script.send(pubAck(publish, ReturnCode.CONGESTION)).expectSilence().expectAtWork();
      publish = script.pass(ClientScript.WAIT_MILLIS).expect(Frame.Publish.class);
    }
    script.send(pubAck(publish, ReturnCode.CONGESTION)).expectStatus(1);
    script.expectErr("Error: the gateway stays congested; 1 not acknowledged");
  }

  @Test
  void congestionPasses() throws IOException {
    script.send(pubAck(published(Qos.AT_LEAST_ONCE), ReturnCode.CONGESTION));
    script.expectErr("the gateway is congested; asking again");
    Frame.Publish again = script.pass(ClientScript.WAIT_MILLIS).expect(Frame.Publish.class);
    script.send(pubAck(again, ReturnCode.ACCEPTED)).expect(new Frame.Disconnect(0));
    script.send(new Frame.Disconnect(0)).expectStatus(0);
  }

  @Test
  void whatDoesNotFitIsNotSent() throws IOException {
    publish(Topic.predefined(1), Qos.AT_LEAST_ONCE, "x".repeat(LARGEST_OCTETS + 1)).accept();
    script.expect(new Frame.Disconnect(0)).send(new Frame.Disconnect(0));
    script.expectStatus(1).expectErr("a message of 11 octets is too large; at most 10 fit");
  }

  @Test
  void aSignalEndsIt() throws IOException {
    Frame.Publish unused = published(Qos.AT_LEAST_ONCE);
    script.interrupt().expectStatus(130);
  }
}
