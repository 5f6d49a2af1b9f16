// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What other programs read in the lines.
class RealReadersIT {
  /// What breaks lines somewhere, what ends texts, half a surrogate pair, and a character beyond
  /// them.
  private static final String HOSTILE =
      "a\nb\r\nc\0d\u0085e\u2028f\u2029g\"h\\i\u001b[2Jj\ud800k\udc00l😀m\u007fn\ufeffo\u000b\u000c\u001c";

  private static final String READ =
      "a\nb\r\nc\0d\u0085e\u2028f\u2029g\"h\\i\u001b[2Jj\ufffdk\ufffdl😀m\u007fn\ufeffo\u000b\u000c\u001c";

  @TempDir Path folder;

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    return output;
  }

  private static void assumeThere(String program) {
    boolean there;
    try {
      there = new ProcessBuilder(program, "--version").start().waitFor() == 0;
    } catch (IOException e) {
      there = false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assumeTrue(there, "needs " + program + " (Debian package of that name; .ci/run installs it)");
  }

  private Path file() throws IOException {
    String lines = Lines.json(Lines.event("core", Level.INFO, HOSTILE)) + GoldenLinesTest.written();
    return Files.writeString(folder.resolve("app.log"), lines);
  }

  @Test
  void jqReadsEveryLine_andTheMessageAsItWas() throws Exception {
    assumeThere("jq");
    Path file = file();
    long lines = Files.readAllLines(file).size();
    assertThat(run(List.of("jq", "-c", "[.ts, .level, .msg]", file.toString())).lines().count())
        .isEqualTo(lines);
    assertThat(run(List.of("jq", "-j", "-n", "input | .msg", file.toString()))).isEqualTo(READ);
  }

  @Test
  void pythonReadsEveryLine_inItsOwnReadingOfLines() throws Exception {
    assumeThere("python3");
    Path file = file();
    String program =
        "import json,sys; "
            + "d=[json.loads(l) for l in open(sys.argv[1],encoding='utf-8').read().splitlines()]; "
            + "sys.stdout.buffer.write((str(len(d))+' '+d[0]['msg']).encode('utf-8'))";
    assertThat(run(List.of("python3", "-c", program, file.toString())))
        .isEqualTo(Files.readAllLines(file).size() + " " + READ);
  }

  @Test
  void pythonReadsTimesAsItsOwn() throws Exception {
    assumeThere("python3");
    String program =
        "import json,sys,datetime as d; "
            + "print(d.datetime.fromisoformat(json.loads(open(sys.argv[1]).readline())['ts']).timestamp())";
    assertThat(run(List.of("python3", "-c", program, file().toString())).strip())
        .isEqualTo("1759399200.123456");
  }

  @Test
  void pythonReadsTextsOfTheRuntimeLogAsItsOwn() throws Exception {
    assumeThere("python3");
    String text = "it's \"so\"\n\\ \u00e9 \u2028 \u200b 😀 \0 \u0085";
    Path file = Files.writeString(folder.resolve("repr"), PythonText.quoted(text));
    String program =
        "import ast,sys; t=ast.literal_eval(open(sys.argv[1],encoding='utf-8').read()); "
            + "sys.stdout.buffer.write(t.encode('utf-8')); "
            + "assert repr(t)==open(sys.argv[1],encoding='utf-8').read(), repr(t)";
    assertThat(run(List.of("python3", "-c", program, file.toString()))).isEqualTo(text);
  }
}
