/** Serial ports as links: threads, reconnection and the manners that a radio needs. */
package dev.mqttsn.serial;
