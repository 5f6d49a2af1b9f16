// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
package ai.mozaiks.observability.server.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.mozaiks.observability.storage.ContentKind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The shapes in which emitters write messages; `'` stands for `"` in these tables.
class MessagesTest {
  static Stream<Arguments> shapes() {
    return Stream.of(
        arguments("plain text", "Hello", List.of("input: Hello")),
        arguments("nothing", "", List.of()),
        arguments("a place-holder", "{}", List.of()),
        arguments("hidden", "__REDACTED__", List.of()),
        arguments(
            "conventions: parts",
            "[{'role':'user','parts':[{'type':'text','content':'Hi'}]}]",
            List.of("input user: Hi")),
        arguments(
            "several texts of one message",
            "[{'role':'user','parts':[{'type':'text','content':'a'},{'type':'text','content':'b'}]}]",
            List.of("input user: a\nb")),
        arguments(
            "a call of a tool beside text",
            "[{'role':'assistant','parts':[{'type':'text','content':'Let me see'},"
                + "{'type':'tool_call','id':'c1','name':'f','arguments':{'x':1}}]}]",
            List.of(
                "input assistant= [{'type':'text','content':'Let me see'},"
                    + "{'type':'tool_call','id':'c1','name':'f','arguments':{'x':1}}]")),
        arguments(
            "what a tool gave back",
            "[{'role':'tool','parts':[{'type':'tool_call_response','id':'c1','response':'ok'}]}]",
            List.of("input tool= [{'type':'tool_call_response','id':'c1','response':'ok'}]")),
        arguments(
            "reasoning",
            "[{'role':'assistant','parts':[{'type':'reasoning','content':'hm'}]}]",
            List.of("input assistant= [{'type':'reasoning','content':'hm'}]")),
        arguments(
            "a blob",
            "[{'role':'user','parts':[{'type':'blob','modality':'image','mime_type':'image/png',"
                + "'content':'aGVsbG8='}]}]",
            List.of(
                "input user= [{'type':'blob','modality':'image','mime_type':'image/png',"
                    + "'bytes':5}]")),
        arguments(
            "uri, file and generic parts",
            "[{'role':'user','parts':[{'type':'uri','modality':'image','mime_type':'image/png',"
                + "'uri':'https://x/y.png'},{'type':'file','file_id':'f1'},"
                + "{'type':'generic','generic_type':'weather','value':7}]}]",
            List.of(
                "input user= [{'type':'uri','modality':'image','mime_type':'image/png',"
                    + "'uri':'https://x/y.png'},{'type':'file','file_id':'f1'},"
                    + "{'type':'generic','generic_type':'weather','value':7}]")),
        arguments(
            "the system's message",
            "[{'role':'system','content':'Be kind'},{'role':'user','content':'Hi'}]",
            List.of("system system: Be kind", "input user: Hi")),
        arguments(
            "system instructions: parts alone",
            "[{'type':'text','content':'Be kind'}]",
            List.of("input: Be kind")),
        arguments(
            "OpenAI: calls of tools",
            "[{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function',"
                + "'function':{'name':'f','arguments':'{\\'city\\': \\'Bonn\\'}'}}]},"
                + "{'role':'tool','tool_call_id':'c1','name':'f','content':'Sunny'}]",
            List.of(
                "input assistant= [{'type':'tool_call','id':'c1','name':'f',"
                    + "'arguments':{'city':'Bonn'}}]",
                "input tool/f: Sunny")),
        arguments(
            "OpenAI: parts of content",
            "[{'role':'user','content':[{'type':'text','text':'What is it?'},{'type':'image_url',"
                + "'image_url':{'url':'data:image/png;base64,aGVsbG8='}}]}]",
            List.of(
                "input user= [{'type':'text','text':'What is it?'},{'type':'image_url',"
                    + "'image_url':{'url':'[blob image/png, 5 bytes]'}}]")),
        arguments(
            "OpenAI: a whole request",
            "{'model':'gpt','messages':[{'role':'user','content':'Hi'}],'tools':[{'name':'f'}]}",
            List.of("input user: Hi")),
        arguments(
            "OpenAI: a whole answer",
            "{'id':'x','choices':[{'index':0,'finish_reason':'stop',"
                + "'message':{'role':'assistant','content':'Hello'}}]}",
            List.of("input assistant: Hello")),
        arguments(
            "OpenAI responses: items",
            "[{'role':'user','content':'Hi'},{'type':'function_call','call_id':'c1','name':'f',"
                + "'arguments':'{}'},{'type':'function_call_output','call_id':'c1','output':'ok'}]",
            List.of(
                "input user: Hi",
                "input assistant= [{'type':'tool_call','id':'c1','name':'f','arguments':{}}]",
                "input tool: ok")),
        arguments(
            "OpenAI responses: a whole answer",
            "{'id':'r','instructions':'Be kind','output':[{'type':'message','role':'assistant',"
                + "'content':[{'type':'output_text','text':'Hello','annotations':[]}]}]}",
            List.of("system system: Be kind", "input assistant: Hello")),
        arguments(
            "Anthropic: system beside the messages",
            "{'system':'Be kind','messages':[{'role':'user','content':[{'type':'text',"
                + "'text':'Hi'}]}]}",
            List.of("system system: Be kind", "input user: Hi")),
        arguments(
            "Gemini: a whole request",
            "{'model':'gemini','config':{'system_instruction':'Be kind'},"
                + "'contents':[{'role':'user','parts':[{'text':'Hi'}]},"
                + "{'role':'model','parts':[{'text':'Hello'}]}]}",
            List.of("system system: Be kind", "input user: Hi", "input assistant: Hello")),
        arguments(
            "Gemini: a whole answer",
            "{'content':{'role':'model','parts':[{'text':'Hello'}]},'finish_reason':'STOP'}",
            List.of("input assistant: Hello")),
        arguments(
            "Gemini: a picture",
            "{'contents':[{'role':'user','parts':[{'inline_data':{'data':'aGVsbG8=',"
                + "'mime_type':'image/png'}}]}]}",
            List.of(
                "input user= [{'inline_data':{'data':{'type':'blob','mime_type':'image/png',"
                    + "'bytes':5},'mime_type':'image/png'}}]")),
        arguments(
            "LangChain: serialised objects in lists",
            "{'messages':[[{'lc':1,'type':'constructor','id':['langchain','schema','messages',"
                + "'SystemMessage'],'kwargs':{'content':'You help.','type':'system'}},"
                + "{'lc':1,'type':'constructor','id':['langchain','HumanMessage'],"
                + "'kwargs':{'content':'Hi','type':'human'}}]]}",
            List.of("system system: You help.", "input user: Hi")),
        arguments(
            "LangChain: generations",
            "{'generations':[[{'text':'Hello','message':{'lc':1,'id':['AIMessage'],"
                + "'kwargs':{'content':'Hello','type':'ai'}}}]]}",
            List.of("input assistant: Hello")),
        arguments(
            "LangChain: as plain objects",
            "{'messages':[{'content':'Hi','additional_kwargs':{},'type':'human','id':'1'}]}",
            List.of("input user: Hi")),
        arguments("some other object", "{'city':'Bonn'}", List.of("input= {'city':'Bonn'}")),
        arguments("broken JSON", "[{'role':'user','con", List.of("input: [{'role':'user','con")),
        arguments("a message without anything", "[{'role':'assistant','content':''}]", List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void reads(String name, String text, List<String> expected) {
    assertThat(lines(text.replace('\'', '"'), ContentKind.INPUT)).as(name).isEqualTo(expected);
  }

  private static List<String> lines(String text, ContentKind kind) {
    return Messages.of(text, kind).stream().map(said -> line(said).replace('"', '\'')).toList();
  }

  private static String line(Said said) {
    String line = said.kind().name().toLowerCase(java.util.Locale.ROOT);
    line += said.role() == null ? "" : " " + said.role();
    line += said.name() == null ? "" : "/" + said.name();
    return line + (said.json() ? "= " : ": ") + said.text();
  }

  @Test
  void whatCameOut_staysOutput_whoeverSaidIt() {
    assertThat(lines("[{\"role\":\"system\",\"content\":\"x\"}]", ContentKind.OUTPUT))
        .containsExactly("output system: x");
  }

  @Test
  void deepNesting_ends() {
    String deep = "[".repeat(300) + "\"x\"" + "]".repeat(300);
    assertThat(Messages.of(deep, ContentKind.INPUT)).hasSize(1);
    String wrappers = "{\"messages\":[".repeat(200) + "]}".repeat(200);
    assertThat(Messages.of(wrappers, ContentKind.INPUT)).hasSizeLessThan(2);
  }
}
