package dev.mqttsn.gateway;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import org.junit.jupiter.api.Test;

/** A node that begins its setup anew while the broker's answer is awaited (fact sheet 5.2). */
final class ConnectRestartTest {
  private final Play play = Play.begin();
  private final Play.Node node = play.node("c1");
  private final Play.Broker broker = play.broker().byHand();

  /** The broker's answer to the first CONNECT does not finish the second's setup. */
  @Test
  void anAnswerToTheFirstConnectDoesNotSkipTheWillOfTheSecond() {
    node.sends(Messages.connect("c1", false, false, 60)).expectNothing();
    broker.expects(BrokerCommand.Open.class);
    node.sends(Messages.connect("c1", true, false, 60)).expect(Messages.willTopicReq());
    broker.tells(new BrokerEvent.Opened("c1", false));
    node.expectNothing();
    node.sends(Messages.willTopic(0, false, "will/topic")).expect(Messages.willMsgReq());
    node.sends(Messages.willMsg("gone"));
    if (node.drain().isEmpty()) {
      broker.tells(new BrokerEvent.Opened("c1", false));
      node.expect(Messages.connAck());
    }
  }

  /** A copy of the CONNECT while the broker's answer is awaited changes nothing. */
  @Test
  void aCopyOfTheConnectIsNotOpenedTwice() {
    node.sends(Messages.connect("c1")).sends(Messages.connect("c1")).expectNothing();
    broker.expects(BrokerCommand.Open.class);
    broker.expectsNothing().tells(new BrokerEvent.Opened("c1", false));
    node.expect(Messages.connAck()).expectNothing();
  }

  /** On a lossy network the will's two steps may take longer than one exchange; it goes on. */
  @Test
  void aSetupInWhichTheNodeIsHeardHasItsFullTimeAgain() {
    Play slow = Play.begin();
    Play.Node c2 = slow.node("c2");
    c2.sends(Messages.connect("c2", true, false, 300)).expect(Messages.willTopicReq());
    slow.advance(30);
    c2.sends(Messages.willTopic(0, false, "will/topic")).expect(Messages.willMsgReq());
    slow.advance(30);
    c2.sends(Messages.willMsg("gone")).expect(Messages.connAck());
  }

  /** What is heard in the setup counts for the connection that goes on when it is abandoned. */
  @Test
  void aNodeWhoseSetupIsAbandonedWasHeardInIt() {
    Play slow = Play.begin();
    Play.Node c2 = slow.node("c2").connectsPersistent(60);
    slow.advance(80);
    c2.sends(Messages.connect("c2", true, false, 60)).expect(Messages.willTopicReq());
    slow.advance(50);
    c2.sends(Messages.pingReq("")).expect(Messages.pingResp());
  }
}
