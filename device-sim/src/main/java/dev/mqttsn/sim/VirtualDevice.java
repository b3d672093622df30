package dev.mqttsn.sim;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;

/**
 * An MQTT-SN 1.2 node as a pure object: no sockets, threads or clock. Verbs and {@code on…} are
 * inputs; after each of them send what {@link #pollFrame} gives and read {@link #nextDeadline}
 * again. Times are milliseconds of one clock that never runs backwards. Not thread-safe.
 *
 * <p>Requests are queued and go out one at a time once the node is active; names are registered
 * when a message needs them. A node that lost its gateway connects again, makes its subscriptions
 * again where they are gone, and repeats the request that was open.
 */
public final class VirtualDevice {
  private final DeviceContext context;
  private final DeviceListener listener;
  private final ConnectProcedure connecting;
  private final RequestQueue requests;
  private final Inbox inbox;
  private final KeepAlive keepAlive;
  private final WakePhase wakePhase;
  private final Departure departure;
  private DeviceState state = DeviceState.DISCONNECTED;
  private boolean forgotten;
  private long publications;
  private long lastConnectMillis;
  private long connectAtMillis = Exchange.NEVER;

  public VirtualDevice(DeviceConfig config, DeviceListener listener) {
    this.context = DeviceContext.of(config);
    this.listener = listener;
    this.connecting = new ConnectProcedure(context);
    this.requests = new RequestQueue(context);
    this.inbox = new Inbox(context);
    this.keepAlive = new KeepAlive(context);
    this.wakePhase = new WakePhase(context);
    this.departure = new Departure(context);
  }

  public DeviceState state() {
    return state;
  }

  /** Whether no request waits for an answer or for its turn. */
  public boolean isIdle() {
    return requests.isIdle();
  }

  /** Begins a session, or makes a sleeping node active; without effect where it already is. */
  public void connect(long nowMillis) {
    if (state != DeviceState.CONNECTING && state != DeviceState.ACTIVE) {
      departure.cancel();
      beginConnect(nowMillis);
    }
    settle(nowMillis);
  }

  public void register(long nowMillis, String name) {
    requests.add(new RegisterRequest(context, name));
    settle(nowMillis);
  }

  /**
   * Publishes; at QoS -1 at once and in any state, which needs a predefined id or a short name.
   *
   * @return the number by which the listener hears of it
   */
  public long publish(long nowMillis, Topic topic, Qos qos, boolean retain, Octets payload) {
    long number = ++publications;
    Request request = new PublishRequest(context, number, topic, qos, retain, payload);
    if (qos == Qos.MINUS_ONE) {
      if (topic instanceof Topic.Named) {
        throw new IllegalArgumentException("QoS -1 needs a predefined id or a short name");
      }
      context.outbox().send(nowMillis, request.frame());
      request.onSent(nowMillis);
    } else {
      requests.add(request);
    }
    settle(nowMillis);
    return number;
  }

  public void subscribe(long nowMillis, Topic filter, Qos qos) {
    requests.add(new SubscribeRequest(context, filter, qos));
    settle(nowMillis);
  }

  public void unsubscribe(long nowMillis, Topic filter) {
    requests.add(new UnsubscribeRequest(context, filter));
    settle(nowMillis);
  }

  /**
   * Falls asleep when the requests are done.
   *
   * @param durationSeconds 1 to 65535: the time in which the node will be heard again
   */
  public void sleep(long nowMillis, int durationSeconds) {
    if (durationSeconds <= 0) {
      throw new IllegalArgumentException("a node sleeps for at least a second");
    }
    leave(nowMillis, durationSeconds);
  }

  /** Asks for the buffered messages; only a sleeping node can. */
  public void wake(long nowMillis) {
    if (state == DeviceState.ASLEEP) {
      become(DeviceState.AWAKE);
      wakePhase.begin(nowMillis);
    }
    settle(nowMillis);
  }

  /** Asks the gateway for a sign of life; without effect where the node is not active. */
  public void ping(long nowMillis) {
    if (state == DeviceState.ACTIVE) {
      keepAlive.ping(nowMillis);
    }
    settle(nowMillis);
  }

  /** Ends the session when the requests are done. */
  public void disconnect(long nowMillis) {
    connectAtMillis = Exchange.NEVER;
    leave(nowMillis, 0);
  }

  private void leave(long nowMillis, int sleepSeconds) {
    if (state != DeviceState.DISCONNECTED) {
      departure.want(sleepSeconds);
    }
    settle(nowMillis);
  }

  /** A frame of the node's gateway was heard. */
  public void onFrame(long nowMillis, Frame frame) {
    if (state.isListening()) {
      if (state == DeviceState.AWAKE) {
        wakePhase.onHeard(nowMillis);
      }
      route(nowMillis, frame);
    }
    settle(nowMillis);
  }

  private void route(long nowMillis, Frame frame) {
    switch (frame.type()) {
      case CONNACK, WILLTOPICREQ, WILLMSGREQ -> {
        if (state == DeviceState.CONNECTING) {
          onSetup(nowMillis, frame);
        }
      }
      case REGISTER, PUBLISH, PUBREL, PINGREQ -> {
        if (state.takesMessages()) {
          onGatewayRequest(nowMillis, frame);
        }
      }
      case REGACK, PUBACK, PUBREC, PUBCOMP, SUBACK, UNSUBACK -> onAnswer(nowMillis, frame);
      case PINGRESP -> onPingResp(nowMillis);
      case DISCONNECT -> onDisconnect(nowMillis);
      default -> {} // meant for others, or for nobody
    }
  }

  private void onSetup(long nowMillis, Frame frame) {
    if (frame instanceof Frame.ConnAck ack) {
      connecting.end();
      if (ack.returnCode() == ReturnCode.ACCEPTED) {
        onConnected(nowMillis);
      } else {
        onConnectRefused(nowMillis, ack.returnCode());
      }
    } else if (frame instanceof Frame.WillTopicReq) {
      connecting.onWillTopicReq(nowMillis);
    } else {
      connecting.onWillMsgReq(nowMillis);
    }
  }

  private void onConnected(long nowMillis) {
    become(DeviceState.ACTIVE);
    if (forgotten || context.config().cleanSession()) {
      context.topics().clear();
      inbox.clear();
      requests.subscribeAgain();
    }
    forgotten = false;
    context.events().add(l -> l.onConnected(nowMillis));
  }

  private void onConnectRefused(long nowMillis, ReturnCode code) {
    departure.cancel();
    become(DeviceState.DISCONNECTED);
    context.events().add(l -> l.onConnectRefused(nowMillis, code));
    if (code == ReturnCode.CONGESTION && context.config().reconnects()) {
      connectAtMillis = nowMillis + context.config().waitMillis();
    }
  }

  private void onGatewayRequest(long nowMillis, Frame frame) {
    if (frame instanceof Frame.Publish publish) {
      inbox.onPublish(nowMillis, publish);
    } else if (frame instanceof Frame.Register register) {
      inbox.onRegister(nowMillis, register);
    } else if (frame instanceof Frame.PubRel release) {
      inbox.onPubRel(nowMillis, release);
    } else {
      context.outbox().send(nowMillis, new Frame.PingResp());
    }
  }

  private void onAnswer(long nowMillis, Frame frame) {
    if (frame instanceof Frame.PubAck ack && ack.msgId() == 0) {
      onQos0Refused(nowMillis, ack);
    } else {
      requests.onFrame(nowMillis, frame);
    }
  }

  /** The message is gone; the next one to that name registers it again. */
  private void onQos0Refused(long nowMillis, Frame.PubAck ack) {
    if (ack.returnCode() == ReturnCode.ACCEPTED) {
      return;
    }
    context.events().add(l -> l.onUnacknowledgedRefused(nowMillis, ack.returnCode()));
    if (ack.returnCode() == ReturnCode.INVALID_TOPIC_ID) {
      context.topics().forget(ack.topicId());
    } else if (ack.returnCode() == ReturnCode.CONGESTION) {
      requests.pause(nowMillis);
    }
  }

  private void onPingResp(long nowMillis) {
    if (keepAlive.end()) {
      context.events().add(l -> l.onPong(nowMillis));
    }
    if (state == DeviceState.AWAKE) {
      endWake(nowMillis, true);
    }
  }

  private void endWake(long nowMillis, boolean complete) {
    wakePhase.end();
    become(DeviceState.ASLEEP);
    context.events().add(l -> l.onWakeEnded(nowMillis, complete));
  }

  private void onDisconnect(long nowMillis) {
    if (state == DeviceState.LEAVING) {
      endDeparture(nowMillis);
    } else if (state != DeviceState.CONNECTING) {
      forgotten = true;
      lose(nowMillis, "the gateway sent DISCONNECT");
    }
  }

  private void beginDeparture(long nowMillis) {
    endExchanges();
    become(DeviceState.LEAVING);
    departure.begin(nowMillis);
  }

  private void endDeparture(long nowMillis) {
    depart(nowMillis, departure.complete());
  }

  /** A sleep that was asked for meanwhile has no session any more. */
  private void depart(long nowMillis, boolean forGood) {
    if (forGood) {
      departure.cancel();
    }
    become(forGood ? DeviceState.DISCONNECTED : DeviceState.ASLEEP);
    context.events().add(l -> tellDeparture(l, nowMillis, forGood));
  }

  private static void tellDeparture(DeviceListener listener, long nowMillis, boolean forGood) {
    if (forGood) {
      listener.onDisconnected(nowMillis);
    } else {
      listener.onAsleep(nowMillis);
    }
  }

  /** The clock has moved on; harmless when nothing is due. */
  public void onTimeout(long nowMillis) {
    if (nowMillis >= connectAtMillis) {
      beginConnect(nowMillis);
    }
    switch (state) {
      case CONNECTING -> require(nowMillis, connecting.onTimeout(nowMillis));
      case ACTIVE ->
          require(nowMillis, requests.onTimeout(nowMillis) && keepAlive.onTimeout(nowMillis));
      case LEAVING -> require(nowMillis, departure.onTimeout(nowMillis));
      case AWAKE -> {
        if (!wakePhase.onTimeout(nowMillis)) {
          endWake(nowMillis, false);
        }
      }
      case DISCONNECTED, ASLEEP -> {}
    }
    settle(nowMillis);
  }

  private void require(long nowMillis, boolean answered) {
    if (!answered) {
      lose(nowMillis, "the gateway does not answer");
    }
  }

  /** A node that wanted to leave for good has left, whatever the gateway knows. */
  private void lose(long nowMillis, String reason) {
    endExchanges();
    if (departure.isForGood()) {
      depart(nowMillis, true);
      return;
    }
    departure.cancel();
    become(DeviceState.DISCONNECTED);
    context.events().add(l -> l.onLost(nowMillis, reason));
    if (context.config().reconnects()) {
      connectAtMillis = Math.max(nowMillis, lastConnectMillis + context.config().retryMillis());
    }
  }

  /** Not more often than once in T_retry, whatever the gateway answers. */
  private void beginConnect(long nowMillis) {
    endExchanges();
    connectAtMillis = Exchange.NEVER;
    lastConnectMillis = nowMillis;
    become(DeviceState.CONNECTING);
    connecting.begin(nowMillis);
  }

  private void endExchanges() {
    connecting.end();
    requests.suspend();
    keepAlive.end();
    wakePhase.end();
  }

  private void become(DeviceState next) {
    state = next;
  }

  /** Does what the new state allows, then tells the listener. */
  private void settle(long nowMillis) {
    if (state == DeviceState.ACTIVE) {
      requests.advance(nowMillis);
    }
    if (departure.isWanted() && mayDepart()) {
      beginDeparture(nowMillis);
    }
    context.events().deliverTo(listener);
  }

  private boolean mayDepart() {
    return switch (state) {
      case ACTIVE -> requests.isIdle();
      case ASLEEP, AWAKE -> true;
      case DISCONNECTED, CONNECTING, LEAVING -> false;
    };
  }

  /** The next frame for the gateway; null when there is none. */
  public Frame pollFrame() {
    return context.outbox().poll();
  }

  /** When {@link #onTimeout} has something to do; Long.MAX_VALUE for never. */
  public long nextDeadline() {
    return switch (state) {
      case DISCONNECTED -> connectAtMillis;
      case CONNECTING -> connecting.deadline();
      case ACTIVE -> Math.min(requests.deadline(), keepAlive.deadline());
      case LEAVING -> departure.deadline();
      case ASLEEP -> Exchange.NEVER;
      case AWAKE -> wakePhase.deadline();
    };
  }
}
