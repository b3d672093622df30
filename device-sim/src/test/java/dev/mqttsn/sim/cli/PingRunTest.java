package dev.mqttsn.sim.cli;

import dev.mqttsn.wire.Frame;
import dev.mqttsn.wire.Octets;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PingRunTest {
  private static final Frame PING = new Frame.PingReq(Octets.EMPTY);
  private static final long INTERVAL_MILLIS = 5_000;

  private final ClientScript script = new ClientScript();

  private ClientScript ping(int count) throws IOException {
    PingRun run = new PingRun(script.gateway, script.console, count, INTERVAL_MILLIS);
    return script.begin(run, ClientScript.config()).accept();
  }

  @Test
  void everyPingIsAnswered() throws IOException {
    ping(2).expect(PING).send(new Frame.PingResp()).expectSilence();
    script.pass(INTERVAL_MILLIS).expect(PING).send(new Frame.PingResp());
    script.expect(new Frame.Disconnect(0)).expectAtWork().send(new Frame.Disconnect(0));
    script.expectStatus(0).expectNoErr();
  }

  @Test
  void aLostPingIsRepeated() throws IOException {
    ping(1).expect(PING).pass(ClientScript.RETRY_MILLIS).expect(PING);
    script.send(new Frame.PingResp()).expect(new Frame.Disconnect(0));
    script.send(new Frame.Disconnect(0)).expectStatus(0);
  }

  @Test
  void nobodyAnswersAnyMore() throws IOException {
    ping(2).silence();
    script.expectStatus(1).expectErr("Error: Connection lost: the gateway does not answer");
  }
}
