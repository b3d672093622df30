package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.Messages.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.NodeAddress;
import dev.mqttsn.wire.Decoded;
import dev.mqttsn.wire.Encapsulation;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameDecoder;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Malformed;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.RandomDatagrams;
import dev.mqttsn.wire.ReturnCode;
import dev.mqttsn.wire.Samples;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Noise, damaged and forged messages. Play makes every test fail where the gateway meets a defect
 * of its own; a bystander with a delivery under way must not notice anything.
 */
final class HostileInputTest {
  private static final long SEED = 65_535;
  private static final int DATAGRAMS = 100_000;
  private static final int DATAGRAMS_PER_SECOND = 500;
  private static final int CLIENTS = 50;
  private static final int BURST = 200;
  private static final int PER_SECOND = 20;
  private static final String VICTIM = "victim";

  private final Play play =
      Play.setting()
          .predefined(1, "predefined/topic")
          .limits(Play.limits(CLIENTS, 20, 20, 20, 20))
          .begin();
  private final Play.Node victim = play.node(VICTIM);
  private int openMsgId;
  private int openTopicId;

  // Noise

  @Test
  void randomDatagrams() {
    BrokerEvent.MessageArrived message = deliveryUnderWay();
    SplittableRandom random = new SplittableRandom(SEED);
    RandomDatagrams datagrams = new RandomDatagrams(random);
    for (int i = 0; i < DATAGRAMS; i++) {
      NodeAddress from = stranger(random.nextInt(30), random.nextInt(3));
      byte[] datagram = datagrams.next();
      try {
        if (i % DATAGRAMS_PER_SECOND == 0) {
          aSecondPasses();
        }
        sendAndCheck(from, datagram);
      } catch (RuntimeException | AssertionError e) {
        String hex = HexFormat.ofDelimiter(" ").formatHex(datagram);
        throw new AssertionError("seed " + SEED + ", datagram " + i + ": " + hex, e);
      }
    }
    completes(message);
  }

  /** Random datagrams from clients that are connected, or were until one of these. */
  @Test
  void randomDatagramsOfClients() {
    BrokerEvent.MessageArrived message = deliveryUnderWay();
    SplittableRandom random = new SplittableRandom(SEED + 1);
    RandomDatagrams datagrams = new RandomDatagrams(random);
    for (int i = 0; i < DATAGRAMS / 2; i++) {
      Play.Node node = play.node("n" + random.nextInt(10));
      try {
        if (i % DATAGRAMS_PER_SECOND == 0) {
          aSecondPasses();
        }
        if (random.nextInt(20) == 0) {
          node.sends(Messages.connect("n" + random.nextInt(10), false, false, 0));
        }
        sendAndCheck(node.address(), datagrams.next());
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + (SEED + 1) + ", datagram " + i, e);
      }
    }
    completes(message);
  }

  /** Meanwhile the bystander hears nothing but its own message again. */
  private void aSecondPasses() {
    play.advance(1);
    for (Frame frame : victim.drain()) {
      Frame.Publish publish = assertInstanceOf(Frame.Publish.class, frame);
      assertTrue(publish.dup() && publish.msgId() == openMsgId, () -> "heard: " + publish);
    }
  }

  private void sendAndCheck(NodeAddress from, byte[] datagram) {
    int sent = play.sent();
    int sessions = play.sessions();
    int commands = play.broker().commands();
    play.datagram(from, datagram);
    assertTrue(play.sessions() <= CLIENTS, "sessions stay within their limit");
    Decoded decoded = decode(datagram);
    if (decoded instanceof Malformed) {
      assertEquals(sent, play.sent(), "no answer to a malformed message");
      assertEquals(commands, play.broker().commands(), "the broker gets nothing");
    }
    if (!(decoded instanceof Frame.Connect)) {
      assertTrue(play.sessions() <= sessions, "only CONNECT makes a session");
    }
    victim.expectNothing();
  }

  private static Decoded decode(byte[] datagram) {
    ByteBuffer message = ByteBuffer.wrap(datagram);
    if (!Encapsulation.isEncapsulated(message)) {
      return FrameDecoder.decode(message);
    }
    Encapsulation envelope = Encapsulation.open(message);
    return envelope == null ? new Malformed("envelope") : FrameDecoder.decode(envelope.message());
  }

  // Damage

  @Test
  void damagedFramesOfAStranger() {
    BrokerEvent.MessageArrived message = deliveryUnderWay();
    play.node("friend").connects();
    assertIgnored(stranger(1, 1), damagedFrames());
    completes(message);
  }

  @Test
  void damagedFramesOfTheClientItself() {
    BrokerEvent.MessageArrived message = deliveryUnderWay();
    assertIgnored(victim.address(), damagedFrames());
    assertEquals("active", play.stateOf(VICTIM));
    completes(message);
  }

  @Test
  void damagedFramesInAnEnvelope() {
    BrokerEvent.MessageArrived message = deliveryUnderWay();
    List<byte[]> wrapped = damagedFrames().stream().map(HostileInputTest::wrapped).toList();
    assertIgnored(stranger(1, 1), wrapped);
    assertIgnored(victim.address(), wrapped);
    completes(message);
  }

  private void assertIgnored(NodeAddress from, List<byte[]> datagrams) {
    int sent = play.sent();
    int sessions = play.sessions();
    int commands = play.broker().commands();
    int malformed = play.malformed();
    datagrams.forEach(datagram -> play.datagram(from, datagram));
    assertEquals(sent, play.sent(), "nothing is answered");
    assertEquals(sessions, play.sessions(), "no session comes or goes");
    assertEquals(commands, play.broker().commands(), "the broker gets nothing");
    assertEquals(malformed + datagrams.size(), play.malformed(), "each is counted");
  }

  /** Every example cut at every octet, and with every length octet but the right one. */
  private static List<byte[]> damagedFrames() {
    List<byte[]> all = new ArrayList<>();
    for (String hex : Samples.all().keySet()) {
      byte[] message = Samples.bytes(hex);
      for (int size = 0; size < message.length; size++) {
        all.add(Arrays.copyOf(message, size));
      }
      for (int length = 0; length <= 0xFF; length++) {
        if (length != message.length) {
          byte[] lying = message.clone();
          lying[0] = (byte) length;
          all.add(lying);
        }
      }
    }
    return all;
  }

  private static byte[] wrapped(byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put(new byte[] {5, (byte) 0xFE, 0, 'n', '1'})
        .put(message)
        .array();
  }

  // Forgery

  @Test
  void forgedAnswersToAPublish() {
    BrokerEvent.MessageArrived message = deliveryUnderWay();
    forge(openMsgId, openTopicId);
    completes(message);
  }

  @Test
  void forgedAnswersToARegister() {
    connectVictim();
    BrokerEvent.MessageArrived message = play.broker().publishes(VICTIM, "wild/topic", 1, "m");
    Frame.Register register = victim.expect(Frame.Register.class);
    forge(register.msgId(), register.topicId());
    victim.sends(Messages.regAck(register.topicId(), register.msgId()));
    Frame.Publish publish = victim.expect(Frame.Publish.class);
    victim.sends(Messages.pubAck(publish.topicId(), publish.msgId()));
    play.broker().expectsAck(message).expectsNothing();
  }

  @Test
  void forgedAnswersInAQos2Delivery() {
    connectVictim();
    BrokerEvent.MessageArrived message = play.broker().publishes(VICTIM, "wild/ab", 2, "m");
    Frame.Register register = victim.expect(Frame.Register.class);
    victim.sends(Messages.regAck(register.topicId(), register.msgId()));
    int msgId = victim.expect(Frame.Publish.class).msgId();
    forge(msgId, register.topicId());
    victim.sends(Messages.pubRec(msgId));
    play.broker().expects(new BrokerCommand.ReceivedDown(VICTIM, message.delivery()));
    forge(msgId, register.topicId());
    play.broker().tells(new BrokerEvent.ReleaseArrived(VICTIM, msgId));
    victim.expect(Messages.pubRel(msgId));
    forge(msgId, register.topicId());
    victim.sends(Messages.pubComp(msgId));
    play.broker().expects(new BrokerCommand.CompletedDown(VICTIM, msgId)).expectsNothing();
  }

  @Test
  void forgedReleaseOfAQos2Publish() {
    connectVictim();
    int topicId = victim.registers("up/topic");
    victim.sends(Messages.publish(2, topicId, 77, "m"));
    play.broker().expectsPublish(VICTIM, 77, "up/topic", 2, "m");
    play.broker().tells(new BrokerEvent.PublishReceived(VICTIM, 77));
    victim.expect(Messages.pubRec(77));
    forge(77, topicId);
    victim.sends(Messages.pubRel(77));
    play.broker().expects(new BrokerCommand.Release(VICTIM, 77)).expectsNothing();
  }

  @Test
  void forgedWillOfAConnectionSetup() {
    play.broker().byHand();
    victim.sends(Messages.connect(VICTIM, true, true, 60)).expect(Messages.willTopicReq());
    forge(1, 1);
    victim.sends(Messages.willTopic(0, false, "will/topic")).expect(Messages.willMsgReq());
    forge(1, 1);
    victim.sends(Messages.willMsg("gone")).expectNothing();
    play.broker().expects(BrokerCommand.Open.class);
    forge(1, 1);
    play.broker().expectsNothing().tells(new BrokerEvent.Opened(VICTIM, false));
    victim.expect(Messages.connAck());
  }

  /** A client id in PINGREQ moves a sleeper, but no other message of a stranger reaches it. */
  @Test
  void forgedMessagesToASleeper() {
    connectVictim();
    victim.sleeps(600);
    BrokerEvent.MessageArrived message = play.broker().publishes(VICTIM, "exact", 1, "m");
    for (Frame frame : forgeries(1, 1)) {
      if (!frame.equals(Messages.pingReq(VICTIM))) {
        send(stranger(1, 1), frame);
        send(stranger(1, 1), frame, "n1");
      }
    }
    unaffected("asleep");
    Frame.Publish publish = victim.wakes().expect(Frame.Publish.class);
    victim.sends(Messages.pubAck(publish.topicId(), publish.msgId())).expect(Messages.pingResp());
    play.broker().expectsAck(message).expectsNothing();
  }

  /** From a stranger, another port of the client's host, a node behind it, and another client. */
  private void forge(int msgId, int topicId) {
    String state = play.stateOf(VICTIM);
    for (Frame frame : forgeries(msgId, topicId)) {
      send(stranger(1, 1), frame);
      send(play.node(VICTIM, 2).address(), frame);
      send(victim.address(), frame, "n1");
      unaffected(state);
    }
    assertEquals(play.sessions(), 1, "no session but the client's");
    strangerConnected(msgId, topicId, state);
  }

  /** What a client may say of its own matters to it alone. */
  private void strangerConnected(int msgId, int topicId, String state) {
    if (state.equals("connecting")) {
      return;
    }
    Play.Node mallory = play.node("mallory");
    for (Frame frame : forgeries(msgId, topicId)) {
      mallory.sends(Messages.connect("mallory", false, true, 0)).drain();
      mallory.sends(frame).drain();
      unaffected(state);
    }
    mallory.sends(Messages.disconnect()).drain();
    play.broker().drain();
  }

  private void unaffected(String state) {
    victim.expectNothing();
    assertEquals(state, play.stateOf(VICTIM));
    for (BrokerCommand command : play.broker().drain()) {
      assertTrue(!command.clientId().equals(VICTIM), () -> "not asked for: " + command);
    }
  }

  private static List<Frame> forgeries(int msgId, int topicId) {
    List<Frame> all = new ArrayList<>();
    for (ReturnCode code : ReturnCode.values()) {
      all.add(Messages.regAck(topicId, msgId, code));
      all.add(Messages.pubAck(topicId, msgId, code));
      all.add(Messages.subAck(1, topicId, msgId, code));
      all.add(Messages.connAck(code));
      all.add(new Frame.WillTopicResp(code));
      all.add(new Frame.WillMsgResp(code));
    }
    all.add(Messages.pubRec(msgId));
    all.add(Messages.pubRel(msgId));
    all.add(Messages.pubComp(msgId));
    all.add(Messages.unsubAck(msgId));
    all.add(Messages.willTopic(0, false, "forged/will"));
    all.add(Messages.willTopic(0, false, ""));
    all.add(Messages.willMsg("forged"));
    all.add(new Frame.WillTopicUpd(Qos.AT_MOST_ONCE, false, text("forged/will")));
    all.add(new Frame.WillTopicUpd(Qos.AT_MOST_ONCE, false, Octets.EMPTY));
    all.add(new Frame.WillMsgUpd(text("forged")));
    all.add(Messages.register(topicId, msgId, "forged/topic"));
    all.add(Messages.publish(0, topicId, 0, "forged"));
    all.add(Messages.publish(1, topicId, msgId, "forged"));
    all.add(Messages.publish(2, topicId, msgId, "forged"));
    all.add(Messages.subscribe(1, msgId, "forged/#"));
    all.add(Messages.unsubscribe(msgId, "exact"));
    all.add(Messages.pingReq());
    all.add(Messages.pingReq(VICTIM));
    all.add(Messages.pingResp());
    all.add(Messages.sleep(60));
    all.add(Messages.disconnect());
    return all;
  }

  private void send(NodeAddress from, Frame frame) {
    play.datagram(from, FrameEncoder.encode(frame));
  }

  private void send(NodeAddress from, Frame frame, String nodeId) {
    play.datagram(from, FrameEncoder.encode(frame, text(nodeId), 0));
  }

  // Floods

  @Test
  void strangersOfOneHostAreAnsweredAtABoundedRate() {
    assertEquals(BURST, answers(1, 5_000));
    assertEquals(0, answers(1, 100));
    play.advance(1);
    assertEquals(PER_SECOND, answers(1, 5_000));
    play.advance(5);
    assertEquals(5 * PER_SECOND, answers(1, 5_000));
    play.advance(3_600);
    assertEquals(BURST, answers(1, 5_000));
    assertEquals(0, play.sessions());
  }

  @Test
  void aFloodOfOneHostLeavesTheAnswersOfOthersAlone() {
    answers(1, 5_000);
    assertEquals(BURST, answers(2, 5_000));
  }

  /** A steady flood gets the burst once and the rate from then on. */
  @Test
  void aSteadyFlood() {
    int answered = 0;
    for (int second = 0; second < 30; second++) {
      answered += answers(1, 100);
      play.advance(1);
    }
    int expected = BURST + 30 * PER_SECOND;
    assertTrue(
        answered <= expected && answered >= expected - PER_SECOND, () -> "about " + expected);
  }

  /**
   * Behind one forwarder it is one host; those that look for a gateway have a bound of their own.
   */
  @Test
  void aFloodThroughAForwarder() {
    assertEquals(BURST, answersThroughAForwarder(Messages.pingReq()));
    assertEquals(BURST, answersThroughAForwarder(new Frame.SearchGw(0)));
    assertEquals(0, answersThroughAForwarder(Messages.pingReq()));
  }

  private int answersThroughAForwarder(Frame frame) {
    int sent = play.sent();
    for (int i = 0; i < 2_000; i++) {
      send(stranger(1, 1), frame, "n" + i);
    }
    return play.sent() - sent;
  }

  /** Answers to a host that sends so many messages, from many ports. */
  private int answers(int host, int messages) {
    int sent = play.sent();
    for (int i = 0; i < messages; i++) {
      send(stranger(host, i), Messages.publish(1, 1, 1 + i, "x"));
    }
    return play.sent() - sent;
  }

  @Test
  void aFloodOfConnects() {
    BrokerEvent.MessageArrived message = deliveryUnderWay();
    for (int i = 0; i < 5_000; i++) {
      send(stranger(i / 1_000, i), Messages.connect("flood" + i));
      assertTrue(play.sessions() <= CLIENTS);
    }
    completes(message);
  }

  // The bystander

  private void connectVictim() {
    victim.connectsPersistent(0);
    victim.subscribes("exact", 1);
    victim.subscribes("wild/#", 2);
    play.broker().drain();
  }

  /** The client has been sent a message and has not acknowledged it. */
  private BrokerEvent.MessageArrived deliveryUnderWay() {
    connectVictim();
    BrokerEvent.MessageArrived message = play.broker().publishes(VICTIM, "exact", 1, "m");
    Frame.Publish publish = victim.expect(Frame.Publish.class);
    openMsgId = publish.msgId();
    openTopicId = publish.topicId();
    play.broker().expectsNothing();
    return message;
  }

  /** Its acknowledgement, and only its own, reaches the broker; all goes on as before. */
  private void completes(BrokerEvent.MessageArrived message) {
    for (BrokerCommand command : play.broker().drain()) {
      assertTrue(!command.clientId().equals(VICTIM), () -> "not asked for: " + command);
    }
    victim.expectNothing().sends(Messages.pubAck(openTopicId, openMsgId));
    play.broker().expectsAck(message);
    BrokerEvent.MessageArrived next = play.broker().publishes(VICTIM, "exact", 1, "next");
    Frame.Publish publish = victim.expect(Frame.Publish.class);
    assertEquals(openTopicId, publish.topicId());
    victim.sends(Messages.pubAck(publish.topicId(), publish.msgId()));
    play.broker().expectsAck(next);
    victim.sends(Messages.pingReq()).expect(Messages.pingResp()).expectNothing();
  }

  private NodeAddress stranger(int host, int port) {
    byte[] address = {
      (byte) 192, (byte) 168, (byte) (host >> 8), (byte) host, (byte) (port >> 8), (byte) port
    };
    return NodeAddress.direct(play.link(), Octets.wrap(address));
  }
}
