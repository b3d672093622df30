/**
 * The octets of MQTT-SN 1.2 and nothing else: bytes to {@link dev.mqttsn.wire.Frame} and back.
 *
 * <p>Start with {@link dev.mqttsn.wire.Frame}, {@link dev.mqttsn.wire.FrameDecoder} and {@link
 * dev.mqttsn.wire.FrameEncoder}. Nothing above this package depends on an octet layout.
 */
package dev.mqttsn.wire;
