package dev.mqttsn.gateway;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole shard and anything that can happen to it, in any order: datagrams of several nodes, a
 * broker that answers late or never, a disk that fails, restarts. Nothing is thrown, every limit
 * holds, no acknowledgement comes early, and at the end nothing is left.
 */
final class ShardFuzzTest {
  static Stream<byte[]> recordings() throws IOException {
    return Recording.all().stream().map(RecordedPlays::play);
  }

  @MethodSource("recordings")
  @FuzzTest(maxDuration = "10m")
  void anyPlay(byte[] script) {
    new FuzzedPlay(script).run();
  }
}
