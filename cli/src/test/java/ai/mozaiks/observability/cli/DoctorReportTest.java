// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.json.JsonMapper;

class DoctorReportTest {
  private static final String ANSWER =
      """
      {"at":"2026-03-01T12:00:00Z","summary":{"ok":1,"warn":1,"fail":1,"not_configured":1},"checks":[
       {"id":"prometheus_scrapes","title":"Prometheus scrapes this server","section":"prometheus_grafana",
        "section_title":"Prometheus & Grafana","state":"ok","evidence":"job mozaiksai","next_step":null,"docs":"x"},
       {"id":"grafana","title":"Grafana is reachable","section":"prometheus_grafana",
        "section_title":"Prometheus & Grafana","state":"fail",
        "evidence":"http://grafana.example.com:3000: no answer within 1700 ms; tried from here",
        "next_step":"See that it runs and is reachable from here: curl -i http://grafana.example.com:3000","docs":"x"},
       {"id":"memory","title":"Memory is enough","section":"troubleshooting","state":"warn",
        "evidence":"heap \\u001b[31m900 MiB","next_step":"Raise it","docs":"x"},
       {"id":"local_clock","title":"The clock here agrees","section":"this_machine","section_title":"This machine",
        "state":"not_configured","evidence":"no server told its time","next_step":"See to it","docs":"x"}]}
      """;

  private static String printed(int columns) {
    StringWriter out = new StringWriter();
    new DoctorReport(new PrintWriter(out), Ansi.OFF, columns)
        .print(JsonMapper.shared().readTree(ANSWER));
    return out.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void groupsHaveTheirTitles_andLongTextGoesOnBelow() {
    assertThat(printed(60))
        .isEqualTo(
            """
            Prometheus & Grafana
              ok       Prometheus scrapes this server: job mozaiksai
              FAIL     Grafana is reachable:
                       http://grafana.example.com:3000: no answer within
                       1700 ms; tried from here
                       -> See that it runs and is reachable from here:
                          curl -i http://grafana.example.com:3000

            Troubleshooting
              WARN     Memory is enough: heap \\u001b[31m900 MiB
                       -> Raise it

            This machine
              not set  The clock here agrees: no server told its time
                       -> See to it

            1 ok, 1 warn, 1 fail, 1 not configured
            """);
  }

  @Test
  void noLineIsWiderThanTheTerminal() {
    for (int columns : new int[] {0, 40, 55, 80, 100, 200}) {
      assertThat(printed(columns).lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Math.max(40, columns)));
    }
  }
}
