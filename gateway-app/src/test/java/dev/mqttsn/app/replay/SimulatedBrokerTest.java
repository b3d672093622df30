package dev.mqttsn.app.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mqttsn.port.BrokerCommand;
import dev.mqttsn.port.BrokerEvent;
import dev.mqttsn.port.BrokerEvent.MessageArrived;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SimulatedBrokerTest {
  private final Map<String, ShownMessages> shown = new HashMap<>();
  private final SimulatedBroker broker = new SimulatedBroker(shown);
  private final Deque<BrokerEvent> events = new ArrayDeque<>();
  private long nowMillis = 10_000;

  private void execute(BrokerCommand command) {
    broker.execute(nowMillis, command, events);
  }

  @BeforeEach
  void open() {
    open("s", true);
    open("p", true);
    told();
  }

  private void open(String clientId, boolean clean) {
    execute(new BrokerCommand.Open(clientId, clean, 60, Map.of()));
  }

  private void subscribe(String clientId, String filter, int qos) {
    execute(new BrokerCommand.Subscribe(clientId, 1, filter, Qos.ofBits(qos)));
  }

  private void publish(String topic, int qos, boolean retain, String payload) {
    Qos level = Qos.ofBits(qos);
    execute(new BrokerCommand.Publish("p", 7, topic, level, retain, Octets.utf8(payload)));
  }

  /** What the gateway is told by the time at which all is there, a short word each. */
  private List<String> told() {
    nowMillis += 2_000;
    broker.onTimeout(nowMillis, events);
    return toldAtOnce();
  }

  private List<String> toldAtOnce() {
    List<String> words = new ArrayList<>();
    while (!events.isEmpty()) {
      BrokerEvent event = events.poll();
      words.add(
          event.clientId() + " " + (event instanceof MessageArrived m ? text(m) : name(event)));
    }
    return words;
  }

  private static String name(BrokerEvent event) {
    return event instanceof BrokerEvent.Opened opened
        ? "Opened " + opened.sessionPresent()
        : event.getClass().getSimpleName();
  }

  private static String text(MessageArrived message) {
    return message.topic()
        + " "
        + message.qos().bits()
        + (message.retain() ? " retained " : " ")
        + message.payload().text();
  }

  private ShownMessages.Entry shows(String clientId, String topic, int qos, String payload) {
    Message message = new Message(topic, Qos.ofBits(qos), false, Octets.utf8(payload));
    return shown.computeIfAbsent(clientId, ShownMessages::new).add(message);
  }

  @Test
  void routesWithTheLowerQosAfterTheAcknowledgement() {
    subscribe("s", "a/+", 1);
    assertEquals(List.of("s SubscribeAcked"), told());
    publish("a/b", 0, false, "0");
    publish("a/b", 1, true, "1");
    publish("a/b/c", 1, false, "not");
    assertEquals(List.of("p PublishAcked", "p PublishAcked", "s a/b 0 0", "s a/b 1 1"), told());
    publish("a/b", 2, false, "2");
    assertEquals(List.of("p PublishReceived"), told());
    execute(new BrokerCommand.Release("p", 7));
    execute(new BrokerCommand.Release("p", 7));
    assertEquals(List.of("p PublishCompleted", "p PublishCompleted", "s a/b 1 2"), told());
  }

  @Test
  void overlappingFiltersGiveOneMessage() {
    subscribe("s", "#", 1);
    subscribe("s", "a", 1);
    told();
    publish("a", 1, false, "x");
    assertEquals(List.of("p PublishAcked", "s a 1 x"), told());
    execute(new BrokerCommand.Unsubscribe("s", 2, "#"));
    execute(new BrokerCommand.Unsubscribe("s", 2, "a"));
    publish("a", 0, false, "y");
    assertEquals(List.of("s UnsubscribeAcked", "s UnsubscribeAcked"), told());
  }

  @Test
  void retainedMessagesAreKeptReplacedAndDeleted() {
    publish("a", 0, true, "old");
    publish("a", 0, true, "new");
    publish("b", 0, true, "gone");
    publish("b", 0, true, "");
    subscribe("s", "#", 1);
    assertEquals(List.of("s SubscribeAcked", "s a 0 retained new"), told());
  }

  /** The deliveries that the gateway is told of, which it has not acknowledged. */
  private List<MessageArrived> arrived() {
    nowMillis += 2_000;
    broker.onTimeout(nowMillis, events);
    List<MessageArrived> messages =
        events.stream()
            .filter(MessageArrived.class::isInstance)
            .map(MessageArrived.class::cast)
            .toList();
    events.clear();
    return messages;
  }

  @Test
  void aPersistentSessionGetsWhatItMissedAndWhatItDidNotAcknowledge() {
    open("k", false);
    subscribe("k", "a", 1);
    publish("a", 1, false, "1");
    publish("a", 1, false, "2");
    execute(new BrokerCommand.AckDown("k", arrived().get(0).delivery()));
    publish("a", 0, false, "lost on its way");
    publish("a", 1, false, "on its way");
    execute(new BrokerCommand.Close("k"));
    publish("a", 0, false, "not kept");
    publish("a", 1, false, "3");
    told();
    open("k", false);
    assertEquals(List.of("k Opened true", "k a 1 2", "k a 1 on its way", "k a 1 3"), told());
    execute(new BrokerCommand.Close("k"));
    open("k", true);
    assertEquals(List.of("k Opened false"), told());
    publish("a", 1, false, "4");
    assertEquals(List.of("p PublishAcked"), told());
  }

  @Test
  void aMessageOnItsWayIsLostWithACleanSession() {
    subscribe("s", "a", 1);
    told();
    publish("a", 1, false, "1");
    open("s", true);
    subscribe("s", "a", 1);
    assertEquals(List.of("p PublishAcked", "s Opened false", "s SubscribeAcked"), told());
  }

  @Test
  void whatIsRefusedComesAgainAfterSuspendAndResume() {
    open("k", false);
    subscribe("k", "a", 1);
    publish("a", 1, false, "1");
    execute(new BrokerCommand.Refuse("k", arrived().get(0).delivery()));
    execute(new BrokerCommand.Suspend("k"));
    publish("a", 1, false, "2");
    assertEquals(List.of("p PublishAcked"), told());
    execute(new BrokerCommand.Resume("k"));
    execute(new BrokerCommand.Resume("k"));
    assertEquals(List.of("k LinkUp", "k a 1 1", "k a 1 2"), told());
  }

  @Test
  void whereFiltersOverlapTheCaptureTellsTheQos() {
    subscribe("s", "a", 2);
    subscribe("s", "#", 0);
    ShownMessages.Entry entry = shows("s", "a", 0, "x");
    told();
    publish("a", 1, false, "x");
    broker.show(nowMillis, entry, events);
    assertEquals(List.of("p PublishAcked", "s a 0 x"), toldAtOnce());
    publish("a", 1, false, "not shown");
    assertEquals(List.of("p PublishAcked", "s a 0 not shown"), told());
  }

  @Test
  void aQos2MessageDownIsReleasedAfterPubRecAndAgainByTheNextConnection() {
    open("k", false);
    subscribe("k", "a", 2);
    publish("a", 2, false, "x");
    execute(new BrokerCommand.Release("p", 7));
    MessageArrived message = arrived().get(0);
    execute(new BrokerCommand.ReceivedDown("k", message.delivery()));
    BrokerEvent release = new BrokerEvent.ReleaseArrived("k", message.packetId());
    assertEquals(release, events.poll());
    execute(new BrokerCommand.Close("k"));
    open("k", false);
    assertEquals(new BrokerEvent.Opened("k", true), events.poll());
    assertEquals(release, events.poll());
    execute(new BrokerCommand.CompletedDown("k", message.packetId()));
    execute(new BrokerCommand.Close("k"));
    open("k", false);
    assertEquals(List.of("k Opened true"), told());
  }

  @Test
  void whatTheCaptureShowsLaterComesThen() {
    ShownMessages.Entry entry = shows("s", "a", 0, "x");
    subscribe("s", "a", 0);
    told();
    publish("a", 0, false, "x");
    nowMillis += 500;
    broker.onTimeout(nowMillis, events);
    assertEquals(List.of(), toldAtOnce());
    broker.show(nowMillis, entry, events);
    assertEquals(List.of("s a 0 x"), toldAtOnce());
    assertEquals(List.of(), told());
    assertEquals(Long.MAX_VALUE, broker.deadline());
  }

  @Test
  void whatTheCaptureShowsTooLateComesSooner() {
    ShownMessages.Entry entry = shows("s", "a", 0, "x");
    subscribe("s", "a", 0);
    told();
    publish("a", 0, false, "x");
    assertEquals(nowMillis + 2_000, broker.deadline());
    broker.onTimeout(nowMillis + 1_999, events);
    assertEquals(List.of(), toldAtOnce());
    assertEquals(List.of("s a 0 x"), told());
    broker.show(nowMillis + 9_000, entry, events);
    assertEquals(List.of(), told());
  }

  @Test
  void whatIsNotShownDoesNotOvertake() {
    ShownMessages.Entry outside = shows("s", "a", 0, "outside");
    shows("s", "a", 0, "x");
    subscribe("s", "a", 0);
    told();
    publish("a", 0, false, "x");
    publish("a", 0, false, "not shown");
    assertEquals(List.of(), told());
    broker.show(nowMillis, outside, events);
    assertEquals(List.of("s a 0 outside", "s a 0 x", "s a 0 not shown"), toldAtOnce());
  }

  @Test
  void whatComesFromOutsideGoesToAllWhoAreSubscribedForAWhile() {
    open("t", true);
    subscribe("s", "a", 1);
    subscribe("t", "#", 0);
    told();
    open("new", true);
    subscribe("new", "a", 0);
    toldAtOnce();
    broker.show(nowMillis, shows("s", "a", 1, "x"), events);
    assertEquals(List.of("s a 1 x"), toldAtOnce());
    assertEquals(List.of("t a 0 x"), told());
    broker.show(nowMillis, shows("p", "b", 2, "not subscribed here"), events);
    assertEquals(List.of("p b 2 not subscribed here"), toldAtOnce());
    assertEquals(List.of("t b 0 not subscribed here"), told());
  }

  @Test
  void aPublicationFromOutsideThatSeveralAreShownIsOne() {
    open("t", true);
    open("u", true);
    subscribe("u", "a", 0);
    told();
    ShownMessages.Entry toS = shows("s", "a", 1, "x");
    ShownMessages.Entry toT = shows("t", "a", 1, "x");
    broker.show(nowMillis, toS, events);
    broker.show(nowMillis + 1, toT, events);
    assertEquals(List.of("s a 1 x", "t a 1 x"), toldAtOnce());
    assertEquals(List.of("u a 0 x"), told());
  }

  @Test
  void oneFromOutsideWaitsForWhoIsAwayAndComesAsItIsShown() {
    open("k", false);
    subscribe("k", "a", 2);
    execute(new BrokerCommand.Close("k"));
    told();
    ShownMessages.Entry toS = shows("s", "a", 0, "x");
    ShownMessages.Entry toK = shows("k", "a", 2, "x");
    broker.show(nowMillis, toS, events);
    assertEquals(List.of("s a 0 x"), told());
    open("k", false);
    broker.show(nowMillis, toK, events);
    assertEquals(List.of("k Opened true", "k a 2 x"), toldAtOnce());
    assertEquals(List.of(), told());
  }

  @Test
  void aQos2MessageThatTheRealBrokerForwardedBeforePubrelIsNotFromOutside() {
    ShownMessages.Entry entry = shows("s", "a", 2, "x");
    subscribe("s", "a", 2);
    publish("a", 2, false, "x");
    told();
    broker.show(nowMillis, entry, events);
    assertEquals(List.of("s a 2 x"), told());
    execute(new BrokerCommand.Release("p", 7));
    assertEquals(List.of("p PublishCompleted"), told());
  }

  @Test
  void aMessageRoutedALittleAfterTheCaptureShowedItIsTheSame() {
    ShownMessages.Entry entry = shows("s", "a", 0, "x");
    subscribe("s", "a", 0);
    told();
    broker.show(nowMillis, entry, events);
    nowMillis += 2_000;
    publish("a", 0, false, "x");
    assertEquals(List.of("s a 0 x"), told());
    publish("a", 0, false, "x");
    assertEquals(List.of("s a 0 x"), told());
  }
}
