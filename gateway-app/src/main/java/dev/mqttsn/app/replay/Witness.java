package dev.mqttsn.app.replay;

import dev.mqttsn.gateway.GatewayObserver;
import dev.mqttsn.port.NodeAddress;

/** Hears what the core reports of itself, for the transcript. */
final class Witness implements GatewayObserver {
  /** Takes a report in words. */
  interface Notes {
    void add(String text, boolean defect);
  }

  private final Notes notes;
  private int defects;

  Witness(Notes notes) {
    this.notes = notes;
  }

  int defects() {
    return defects;
  }

  @Override
  public void onSession(String clientId, NodeAddress at, String from, String to, String reason) {
    notes.add(client(clientId) + ": " + from + " -> " + to + " (" + reason + ")", false);
  }

  @Override
  public void onDropped(String clientId, String what, String reason) {
    notes.add(client(clientId) + ": " + what + " dropped: " + reason, false);
  }

  @Override
  public void onDefect(String clientId, RuntimeException defect) {
    defects++;
    StackTraceElement[] trace = defect.getStackTrace();
    String place = trace.length == 0 ? "" : " at " + trace[0];
    notes.add(client(clientId) + ": a defect of the gateway: " + defect + place, true);
  }

  private static String client(String clientId) {
    return clientId == null ? "nobody we know" : "client '" + clientId + "'";
  }
}
