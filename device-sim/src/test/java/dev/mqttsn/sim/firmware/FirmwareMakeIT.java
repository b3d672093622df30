package dev.mqttsn.sim.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The firmware's Makefile: boards, sizes, its own tests, mistakes, and flashing. */
@Timeout(300)
class FirmwareMakeIT {
  private static final String HINT =
      "the firmware needs these packages; type: sudo apt-get install make gcc libc6-dev"
          + " gcc-arm-none-eabi";
  private static final Pattern SIZES =
      Pattern.compile("flash (\\d+) of 16384 octets, RAM (\\d+) of 4096 octets \\(stack \\d+\\)");

  @TempDir private Path directory;

  private record Result(int status, String output) {}

  private Result make(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("make", "-C", Firmware.directory().toString()));
    command.add("BUILD=" + directory.resolve("build/board"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(HINT, e);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private String built(String... arguments) throws IOException, InterruptedException {
    Result result = make(arguments);
    assertEquals(0, result.status(), () -> result.output() + HINT);
    return result.output();
  }

  @ParameterizedTest
  @ValueSource(strings = {"microbit", "lm3s6965evb"})
  void aBoardIsBuiltWithinItsBudget(String board) throws Exception {
    String output = built("BOARD=" + board);
    Matcher sizes = SIZES.matcher(output);
    assertTrue(sizes.find(), output);
    assertTrue(Integer.parseInt(sizes.group(1)) < 16_384, output);
    assertTrue(Integer.parseInt(sizes.group(2)) < 4_096, output);
    Path hex = directory.resolve("build/board/mqttsn-node-" + board + ".hex");
    assertEquals(":00000001FF", Files.readString(hex).lines().reduce((a, b) -> b).orElseThrow());
  }

  @Test
  void aBoardBeyondItsBudgetIsRefused() throws Exception {
    Result result = make("BOARD=microbit", "RAM_BUDGET=2000");
    assertEquals(2, result.status(), result::output);
    assertTrue(result.output().contains("microbit: larger than its budget"), result::output);
  }

  @Test
  void allTestsOfTheFirmwarePass() throws Exception {
    String output = built("test");
    assertTrue(output.contains("client_test: "), output);
    assertTrue(output.contains("app_test: "), output);
    assertTrue(output.contains("link_test: "), output);
    long vectors = CodecVectors.lines(CodecVectors.text()).size();
    assertTrue(output.contains("codec_test: " + vectors + " vectors decoded"), output);
  }

  @Test
  void aChangedVariableIsCompiledIn() throws Exception {
    Path config = directory.resolve("build/board/config.h");
    built("BOARD=posix");
    assertTrue(Files.readString(config).contains("#define CONFIG_INTERVAL 10\n"));
    String again = built("BOARD=posix");
    assertTrue(!again.contains("-c src/app.c"), again);
    String changed = built("BOARD=posix", "INTERVAL=30", "CLIENT_ID=kitchen", "FRAMING=slip");
    assertTrue(changed.contains("-c src/app.c"), changed);
    assertTrue(Files.readString(config).contains("#define CONFIG_INTERVAL 30\n"));
    assertTrue(Files.readString(config).contains("#define CONFIG_CLIENT_ID \"kitchen\"\n"));
    assertTrue(Files.readString(config).contains("#define CONFIG_CRC 0\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOARD=arduino    | BOARD=arduino: no such board; one of",
        "FRAMING=morse    | FRAMING=morse: must be slip or slip-crc",
        "INTERVAL=0       | INTERVAL is not 1..86400 seconds",
        "SLEEP=70000      | SLEEP is not 0..64800 seconds",
        "QOS=3            | QOS is not 0, 1 or 2",
        "CLIENT_ID=123456789012345678901234 | CLIENT_ID is longer than 23 octets",
        "CLIENT_ID=a+b    | PREFIX and CLIENT_ID are parts of topic names: no + and no #",
        "PREFIX=          | PREFIX is empty",
        "MESSAGE_MAX=73   | MESSAGE_MAX is not 74..255 octets",
        "MESSAGE_MAX=300  | MESSAGE_MAX is not 74..255 octets",
      })
  void aMistakeIsNamed(String variable, String message) throws Exception {
    Result result = make(variable);
    assertEquals(2, result.status(), result::output);
    assertTrue(result.output().contains(message), result::output);
  }

  @Test
  void flashingCopiesTheHexFileToTheDrive() throws Exception {
    Path drive = Files.createDirectory(directory.resolve("MICROBIT"));
    String output = built("flash", "DRIVE=" + drive);
    assertTrue(output.contains("mqttsn-node-microbit.hex copied to " + drive), output);
    Path hex = directory.resolve("build/board/mqttsn-node-microbit.hex");
    assertEquals(-1, Files.mismatch(hex, drive.resolve("mqttsn-node-microbit.hex")));
  }

  @Test
  void withoutTheDriveFlashingSaysWhatToDo() throws Exception {
    Result result = make("flash", "DRIVE=" + directory.resolve("nowhere"));
    assertEquals(2, result.status(), result::output);
    assertTrue(result.output().contains("make flash DRIVE=directory"), result::output);
  }
}
