package dev.mqttsn.gateway;

import static dev.mqttsn.gateway.MatrixScene.CLIENT;
import static dev.mqttsn.gateway.Messages.connect;
import static dev.mqttsn.gateway.Messages.text;

import dev.mqttsn.gateway.MatrixScene.Opening;
import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.FrameEncoder;
import dev.mqttsn.wire.Octets;
import dev.mqttsn.wire.Qos;
import dev.mqttsn.wire.ReturnCode;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The messages of the table's rows: what the node sends, and what is under way before. */
final class MatrixRows {
  /** A row; its messages may name ids that the scene gave. */
  record Row(Opening opening, Function<MatrixScene, List<byte[]>> messages) {}

  private static final int NO_SUCH_ID = 0x7777;
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    discovery();
    setup();
    publishes();
    acknowledgements();
    subscriptions();
    sleep();
    wills();
    octets("reserved types", "0203", "0211", "0219", "021E", "03FD00", "02FF", "040300FF");
    octets(
        "malformed",
        "",
        "00",
        "02",
        "0017",
        "0316",
        "03160101",
        "01000316",
        "060C00000000",
        "060D00010001",
        "030E00",
        "03180A",
        "05040401FF",
        "03FE00",
        "04FE000A");
  }

  private MatrixRows() {}

  static Map<String, Row> all() {
    return Collections.unmodifiableMap(ROWS);
  }

  private static void discovery() {
    row("SEARCHGW", new Frame.SearchGw(1));
    row("ADVERTISE", new Frame.Advertise(9, 900));
    row("GWINFO", new Frame.GwInfo(9, text("there")));
  }

  private static void setup() {
    row("CONNECT clean=0", connect(CLIENT, false, false, 60));
    row("CONNECT clean=1", connect(CLIENT, false, true, 60));
    row("CONNECT will=1", connect(CLIENT, true, false, 60));
    row("CONNECT copy", Opening.CONNECTED, s -> connect(CLIENT, false, false, 60));
    row("CONNECT ProtocolId=2", new Frame.Connect(false, false, 2, 60, text(CLIENT)));
    row("CONNACK", Messages.connAck());
    row("WILLTOPICREQ", Messages.willTopicReq());
    row("WILLTOPIC", Messages.willTopic(1, false, "will/topic"));
    row("WILLTOPIC empty", Messages.willTopic(0, false, ""));
    row(
        "WILLTOPIC empty late",
        Opening.CONNECTED_WITHOUT_WILL,
        s -> Messages.willTopic(0, false, ""));
    row("WILLMSGREQ", Messages.willMsgReq());
    row("WILLMSG", Messages.willMsg("gone"));
    row("WILLMSG late", Opening.CONNECTED_WITH_WILL, s -> Messages.willMsg("gone"));
  }

  private static void publishes() {
    row("REGISTER", Messages.register(31, "new/topic"));
    row("PUBLISH q0", Opening.NONE, s -> Messages.publish(0, s.topicId(), 0, "x"));
    row("PUBLISH q1", Opening.NONE, s -> Messages.publish(1, s.topicId(), 32, "x"));
    row("PUBLISH q2", Opening.NONE, s -> Messages.publish(2, s.topicId(), 33, "x"));
    row("PUBLISH q0 unknown id", Messages.publish(0, NO_SUCH_ID, 0, "x"));
    row("PUBLISH q-1", Messages.publishPredefined(3, 1, 0, "x"));
    row("PUBLISH q-1 normal id", Opening.NONE, s -> Messages.publish(3, s.topicId(), 0, "x"));
    row("PUBREL", Messages.pubRel(NO_SUCH_ID));
    row("PUBREL open", Opening.PUBREL, s -> Messages.pubRel(s.msgId()));
  }

  private static void acknowledgements() {
    row("REGACK", Messages.regAck(1, NO_SUCH_ID));
    row("REGACK open", Opening.REGACK, s -> regAck(s, ReturnCode.ACCEPTED));
    row("REGACK open 3", Opening.REGACK, s -> regAck(s, ReturnCode.NOT_SUPPORTED));
    row("PUBACK", Messages.pubAck(1, NO_SUCH_ID));
    row("PUBACK open", Opening.PUBACK, s -> pubAck(s, ReturnCode.ACCEPTED));
    row("PUBACK open 2", Opening.PUBACK, s -> pubAck(s, ReturnCode.INVALID_TOPIC_ID));
    row("PUBACK open 3", Opening.PUBACK, s -> pubAck(s, ReturnCode.NOT_SUPPORTED));
    row("PUBREC", Messages.pubRec(NO_SUCH_ID));
    row("PUBREC open", Opening.PUBREC, s -> Messages.pubRec(s.msgId()));
    row("PUBCOMP", Messages.pubComp(NO_SUCH_ID));
    row("PUBCOMP open", Opening.PUBCOMP, s -> Messages.pubComp(s.msgId()));
  }

  private static Frame regAck(MatrixScene scene, ReturnCode code) {
    return Messages.regAck(scene.openTopicId(), scene.msgId(), code);
  }

  private static Frame pubAck(MatrixScene scene, ReturnCode code) {
    return Messages.pubAck(scene.openTopicId(), scene.msgId(), code);
  }

  private static void subscriptions() {
    row("SUBSCRIBE", Messages.subscribe(1, 34, "new/filter"));
    row("SUBACK", Messages.subAck(0, 1, 34, ReturnCode.ACCEPTED));
    row("UNSUBSCRIBE", Messages.unsubscribe(35, "wild/#"));
    row("UNSUBACK", Messages.unsubAck(35));
  }

  private static void sleep() {
    row("PINGREQ", Messages.pingReq());
    row("PINGREQ id", Messages.pingReq(CLIENT));
    row("PINGREQ id nothing buffered", Opening.NOTHING_BUFFERED, s -> Messages.pingReq(CLIENT));
    row("PINGRESP", Messages.pingResp());
    row("DISCONNECT", Messages.disconnect());
    row("DISCONNECT Duration", Messages.sleep(600));
  }

  private static void wills() {
    row("WILLTOPICUPD", new Frame.WillTopicUpd(Qos.AT_LEAST_ONCE, false, text("will/new")));
    row("WILLTOPICRESP", new Frame.WillTopicResp(ReturnCode.ACCEPTED));
    row("WILLMSGUPD", new Frame.WillMsgUpd(Octets.utf8("bye")));
    row("WILLMSGRESP", new Frame.WillMsgResp(ReturnCode.ACCEPTED));
  }

  private static void row(String name, Frame frame) {
    row(name, Opening.NONE, scene -> frame);
  }

  private static void row(String name, Opening opening, Function<MatrixScene, Frame> frame) {
    ROWS.put(name, new Row(opening, s -> List.of(FrameEncoder.encode(frame.apply(s)))));
  }

  private static void octets(String name, String... messages) {
    List<byte[]> all = Stream.of(messages).map(HexFormat.of()::parseHex).toList();
    ROWS.put(name, new Row(Opening.NONE, scene -> all));
  }
}
