/** What MQTT allows as a topic name and as a topic filter; nothing about ids. */
package dev.mqttsn.topic;
