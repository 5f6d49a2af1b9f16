// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.mozaiks.observability.server.http.Answer;
import ai.mozaiks.observability.server.http.Body;
import ai.mozaiks.observability.server.http.HttpHandler;
import ai.mozaiks.observability.server.http.Page;
import ai.mozaiks.observability.server.http.Refusal;
import ai.mozaiks.observability.server.http.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class TableFormsTest {
  private static final JsonNode DOCUMENT =
      YAMLMapper.shared()
          .readTree(
              """
              paths:
                /things:
                  get:
                    parameters: [{name: limit}, {name: cursor}]
                    responses: {'200': {content: {text/csv: {x-rows: things, x-page: 2}, application/json: {schema: {$ref: '#/s/Things'}}}}}
                /bare:
                  get: {responses: {'200': {content: {text/csv: {x-rows: ''}, application/json: {schema: {type: array, items: {$ref: '#/s/Thing'}}}}}}}
                /nested:
                  get: {responses: {'200': {content: {text/csv: {x-rows: boxes/things}, application/json: {schema: {$ref: '#/s/Boxes'}}}}}}
                /fields:
                  get: {responses: {'200': {content: {text/csv: {x-rows: '*', x-key: kind}, application/json: {schema: {$ref: '#/s/Fields'}}}}}}
                /keys:
                  get: {responses: {'200': {content: {text/csv: {x-rows: rows}, application/json: {schema: {properties: {rows: {items: {properties: {by: {x-same-keys: true, additionalProperties: {type: number}}}}}}}}}}}}
                /document: {get: {responses: {'200': {content: {application/json: {}}}}}}
              s:
                Things: {properties: {things: {type: array, items: {$ref: '#/s/Thing'}}, next: {type: string}}}
                Thing:
                  allOf:
                    - {properties: {name: {type: string}}}
                    - {properties: {cost: {type: number}, price: {$ref: '#/s/Price'}, tags: {type: array}, more: {type: object, additionalProperties: true}}}
                Price: {oneOf: [{properties: {rule: {type: string}}}, {properties: {source: {type: string}}}, {type: 'null'}]}
                Boxes: {properties: {boxes: {type: array, items: {properties: {box: {type: string}, things: {type: array, items: {properties: {name: {type: string}}}}}}}}}
                Fields: {properties: {a: {$ref: '#/s/Count'}, b: {$ref: '#/s/Count'}}}
                Count: {properties: {count: {type: integer}}}
              """);
  private static final String HEADER = "name,cost,price.rule,price.source,tags,more\r\n";

  private final TableForms forms = new TableForms(() -> DOCUMENT);
  private final List<Map<String, List<String>>> asked = new ArrayList<>();

  private static Request request(String path, String query, String accept) {
    Map<String, List<String>> parameters = new HashMap<>();
    for (String each : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      parameters.put(each.split("=", 2)[0], List.of(each.split("=", 2)[1]));
    }
    return new Request(
        "GET",
        path,
        Map.of(),
        parameters,
        accept.isEmpty() ? Map.of() : Map.of("accept", accept),
        Body.EMPTY,
        "127.0.0.1");
  }

  private HttpHandler answering(String... pages) {
    return request -> {
      asked.add(request.query());
      String cursor = request.queryParameter(Page.CURSOR);
      String page = pages[cursor == null ? 0 : Integer.parseInt(cursor)];
      if (page.equals("fails")) {
        throw new IllegalStateException("gone");
      }
      // Byte by byte, as a slow writer might.
      return Answer.stream(
          200,
          "application/json",
          out -> {
            for (byte each : page.getBytes(UTF_8)) {
              out.write(each);
            }
          });
    };
  }

  private Answer answer(String path, String query, String accept, String... pages)
      throws Exception {
    return forms.with(path, answering(pages)).handle(request(path, query, accept));
  }

  private static String text(Answer answer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.content().writeTo(out);
    return out.toString(UTF_8);
  }

  private String csv(String path, String query, String... pages) throws Exception {
    return text(answer(path, query, "text/csv", pages));
  }

  @Test
  void rowsHaveTheDescribedColumns_whateverIsInThem() throws Exception {
    String page =
        """
        {"before":[{"name":"no row"}],"things":[
          {"name":"a","cost":0.0000468,"price":{"rule":"r"},"tags":["x",1.50],"more":{"k":{"name":"inner"}},"unknown":1},
          {"cost":12345678901234567890.123456789012,"price":null,"name":null},
          {"name":"ü","cost":1E-12,"price":{"source":"s"}}],
         "next":null,"after":{"things":[{"name":"no row"}]}}
        """;
    assertThat(csv("/things", "", page))
        .isEqualTo(
            HEADER
                + "a,0.0000468,r,,\"[\"\"x\"\",1.50]\",\"{\"\"k\"\":{\"\"name\"\":\"\"inner\"\"}}\"\r\n"
                + ",12345678901234567890.123456789012,,,,\r\n"
                + "ü,0.000000000001,,s,,\r\n");
  }

  @Test
  void cachesAreToldThatTheFormWasChosen() throws Exception {
    String page = "{\"things\":[],\"next\":null}";
    for (String accept : List.of("", "application/json", "text/csv")) {
      assertThat(answer("/things", "", accept, page).headers()).containsEntry("Vary", "Accept");
    }
  }

  @Test
  void noRows_leaveTheHeader() throws Exception {
    assertThat(csv("/things", "", "{\"things\":[],\"next\":null}")).isEqualTo(HEADER);
    assertThat(csv("/keys", "", "{\"rows\":[]}")).isEqualTo("\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain|plain",
        "a,b|\"a,b\"",
        "say \"hi\"|\"say \"\"hi\"\"\"",
        "=cmd()|'=cmd()",
        "+1|'+1",
        "-1+1|'-1+1",
        "@x,y|\"'@x,y\"",
      })
  void texts_areQuoted_andNoFormulas(String text, String cell) {
    assertThat(CsvWriter.cell(DOCUMENT.path("none"))).isEmpty();
    assertThat(CsvWriter.cell(YAMLMapper.shared().valueToTree(text))).isEqualTo(cell);
  }

  @Test
  void textsOfSeveralLines_stayOne_andTabsBeginNoFormula() {
    assertThat(CsvWriter.cell(YAMLMapper.shared().valueToTree("a\r\nb"))).isEqualTo("\"a\r\nb\"");
    assertThat(CsvWriter.cell(YAMLMapper.shared().valueToTree("\t=1"))).isEqualTo("'\t=1");
    assertThat(CsvWriter.cell(YAMLMapper.shared().valueToTree(-5))).isEqualTo("-5");
  }

  @Test
  void allPagesCome_unlessALimitIsGiven() throws Exception {
    String first = "{\"things\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"next\":\"1\"}";
    String second = "{\"things\":[{\"name\":\"c\"}],\"next\":null}";

    assertThat(csv("/things", "format=csv&app=x", first, second).lines())
        .containsExactly(HEADER.strip(), "a,,,,,", "b,,,,,", "c,,,,,");
    assertThat(asked)
        .containsExactly(
            Map.of("app", List.of("x"), "limit", List.of("2")),
            Map.of("app", List.of("x"), "limit", List.of("2"), "cursor", List.of("1")));

    assertThat(csv("/things", "limit=1", first, second).lines()).hasSize(3);
    assertThat(csv("/things", "cursor=1", first, second).lines()).hasSize(2);
  }

  @Test
  void breaksOff_whenAFurtherPageFails() throws Exception {
    Answer answer = answer("/things", "", "text/csv", "{\"things\":[],\"next\":\"1\"}", "fails");
    assertThatThrownBy(() -> text(answer)).isInstanceOf(IOException.class);
  }

  @Test
  void otherShapesAreTablesToo() throws Exception {
    assertThat(csv("/bare", "", "[{\"name\":\"a\"}]")).isEqualTo(HEADER + "a,,,,,\r\n");
    assertThat(
            csv(
                "/nested",
                "",
                "{\"boxes\":[{\"box\":\"1\",\"things\":[{\"name\":\"a\"},{\"name\":\"b\"}]},{\"box\":\"2\",\"things\":[]}]}"))
        .isEqualTo("box,things.name\r\n1,a\r\n1,b\r\n");
    assertThat(csv("/fields", "", "{\"a\":{\"count\":1},\"b\":{\"count\":2}}"))
        .isEqualTo("kind,count\r\na,1\r\nb,2\r\n");
    assertThat(csv("/keys", "", "{\"rows\":[{\"by\":{\"0.5\":1.0,\"0.9\":2}}]}"))
        .isEqualTo("by.0.5,by.0.9\r\n1.0,2\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|''|false",
        "''|*/*|false",
        "''|text/html,application/xhtml+xml,*/*;q=0.8|false",
        "''|text/csv|true",
        "''|text/csv;q=0.5, application/json|false",
        "''|application/json;q=0.5, text/csv|true",
        "''|text/csv;q=0|false",
        "format=json|text/csv|false",
        "format=csv|application/json|true",
      })
  void csvIsForThoseWhoAskForIt(String query, String accept, boolean csv) throws Exception {
    Answer answer = answer("/things", query, accept, "{\"things\":[],\"next\":null}");

    assertThat(answer.contentType())
        .isEqualTo(csv ? "text/csv; charset=utf-8; header=present" : "application/json");
    assertThat(asked.getFirst()).doesNotContainKey("format");
    assertThat(answer.headers().containsKey("Content-Disposition")).isEqualTo(csv);
  }

  @Test
  void whatIsNoTable_knowsNoFormat_andWrongWordsAreRefused() throws Exception {
    assertThat(answer("/document", "format=csv", "", "{}").contentType())
        .isEqualTo("application/json");
    assertThat(asked.getFirst()).containsKey("format"); // so that the handler refuses it

    assertThatThrownBy(() -> answer("/things", "format=xml", "", "{}"))
        .isInstanceOf(Refusal.class)
        .hasMessage("format: xml (expected: json or csv)");
  }

  @Test
  void refusals_stayWhatTheyAre() {
    HttpHandler refusing =
        _ -> {
          throw Refusal.of(404, "none");
        };
    assertThatThrownBy(
            () -> forms.with("/things", refusing).handle(request("/things", "format=csv", "")))
        .isInstanceOf(Refusal.class)
        .hasMessage("none");
  }

  @Test
  void rowsAreWritten_whileTheAnswerStillComes() throws Exception {
    byte[] row = ("{\"name\":\"" + "x".repeat(1_000) + "\"}").getBytes(UTF_8);
    AtomicLong written = new AtomicLong();
    AtomicLong mostHeld = new AtomicLong();
    HttpHandler handler =
        _ ->
            Answer.stream(
                200,
                "application/json",
                out -> {
                  out.write("{\"things\":[".getBytes(UTF_8));
                  for (int i = 0; i < 10_000; i++) {
                    out.write(i == 0 ? new byte[0] : new byte[] {','});
                    out.write(row);
                    mostHeld.accumulateAndGet(i - written.get() / row.length, Math::max);
                  }
                  out.write("],\"next\":null}".getBytes(UTF_8));
                });
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int b) {
            written.incrementAndGet();
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            written.addAndGet(length);
          }
        };

    forms
        .with("/things", handler)
        .handle(request("/things", "format=csv", ""))
        .content()
        .writeTo(counting);

    assertThat(written.get()).isEqualTo(HEADER.length() + 10_000L * (1_000 + ",,,,,\r\n".length()));
    assertThat(mostHeld.get()).as("rows").isLessThan(200);
  }
}
