/**
 * How messages lie on a serial line: codecs over octets, without ports, threads or clocks. A new
 * modem is one class that implements {@link dev.mqttsn.serial.framing.Framing} and one line in
 * {@link dev.mqttsn.serial.framing.Framings}.
 */
package dev.mqttsn.serial.framing;
